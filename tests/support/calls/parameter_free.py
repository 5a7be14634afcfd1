"""Methods that find their own rate."""

from tests.support.calls import Call

CALLS: dict[str, Call] = {
    "prodigyopt.Prodigy": Call("prodigy"),
    "dadaptation.DAdaptAdam": Call("dadapt_adam"),
    "optax.contrib.dadapt_adamw": Call("dadapt_adam", {"decouple": True, "bias_correction": True}),
    "dadaptation.DAdaptSGD": Call("dadapt_sgd"),
    "dadaptation.DAdaptAdaGrad": Call("dadapt_adagrad"),
    "dadaptation.DAdaptLion": Call("dadapt_lion"),
    "optax.contrib.dog": Call("dog"),
    "optax.contrib.dowg": Call("dowg"),
    "optax.contrib.cocob": Call("cocob"),
    "optax.polyak_sgd": Call("polyak", {"f_min": 0.0}),
    "optax.contrib.momo": Call("momo", {"lower_bound": 0.0}),
    "optax.contrib.momo_adam": Call("momo_adam", {"lower_bound": 0.0}),
}
