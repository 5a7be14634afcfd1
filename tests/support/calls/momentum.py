"""Further methods with a velocity, signs, or an average."""

from tests.support.calls import Call

CALLS = {
    "pytorch_optimizer.QHM": Call("qhm", {"learning_rate": 1e-3}),
    "pytorch_optimizer.AggMo": Call("aggmo", {"learning_rate": 1e-3}),
    "nesterov_convex": Call("nesterov_convex"),
    "optax.optimistic_gradient_descent": Call("optimistic_gd"),
    "optax.noisy_sgd": Call("noisy_sgd"),
    "optax.sign_sgd": Call("signsgd"),
    "optax.signum": Call("signum", names={"beta": "momentum"}),
    "optax.lion": Call("lion"),
    "torch.optim.Rprop": Call("rprop", {"learning_rate": 1e-2}),
    "torch.optim.ASGD": Call("asgd", {"learning_rate": 1e-2}),
    "schedulefree.SGDScheduleFree": Call("schedule_free_sgd", {"learning_rate": 1.0}),
    "schedulefree.AdamWScheduleFree": Call("schedule_free_adamw", {"learning_rate": 2.5e-3}),
    "schedulefree.RAdamScheduleFree": Call("schedule_free_radam", {"learning_rate": 2.5e-3}),
}
