"""Declare a setting once; validation, forms, files, help and documentation follow from it.

A declared value is a frozen dataclass that derives from `Declared` and makes its fields with
`number`, `integer`, `switch`, `choice`, `integers` or `nested`. ``type(value).parameters()`` lists the
declarations in order.
"""

import math
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, ClassVar, Literal, Self

from optexplorer.core.nearest import short

Kind = Literal["float", "int", "bool", "choice", "ints", "nested"]
Order = tuple[str, Literal["<", "<="], str]  # two settings, the lower one first
_UNSET: Any = object()
_declarations: dict[type[Any], tuple["Parameter", ...]] = {}  # read once for each class


class SettingError(ValueError):
    """A setting out of its legal range; ``name`` says which, the message why."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message


@dataclass(frozen=True)
class Parameter:
    """The declaration of one setting.

    ``low`` and ``high`` bound the legal values, the bound itself excluded where ``low_open`` or
    ``high_open``; ``span`` is the range a slider covers. ``log`` asks for a logarithmic slider.
    """

    name: str
    kind: Kind
    default: Any
    symbol: str
    help: str
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    log: bool = False
    span: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    optional: bool = False  # None is legal

    @property
    def range_text(self) -> str:
        """The legal range in the notation of intervals: "[0, 1)"."""
        left = "(" if self.low_open or math.isinf(self.low) else "["
        right = ")" if self.high_open or math.isinf(self.high) else "]"
        return f"{left}{self.low:g}, {self.high:g}{right}"

    def described(self) -> dict[str, Any]:
        """Plain values for JSON: None for an infinite bound, its kind for a nested default.

        What does not apply is left out: ``low_open``, ``high_open``, ``choices``.
        """
        default = self.default
        values: dict[str, Any] = {
            "name": self.name,
            "symbol": self.symbol,
            "default": {"kind": default.key} if isinstance(default, Declared) else default,
            "low": None if math.isinf(self.low) else self.low,
            "high": None if math.isinf(self.high) else self.high,
            "kind": self.kind,
        }
        extra = {"low_open": self.low_open, "high_open": self.high_open, "choices": self.choices}
        return values | {name: value for name, value in extra.items() if value}

    def check(self, value: Any) -> Any:
        """The value in its proper type; raises `SettingError` with one clear sentence."""
        if value is None and self.optional:
            return None
        match self.kind:
            case "bool":
                if not isinstance(value, bool):
                    raise SettingError(self.name, f"must be true or false, got {_show(value)}")
                return value
            case "choice":
                if value not in self.choices or not isinstance(value, str):
                    known = ", ".join(self.choices)
                    raise SettingError(self.name, f"must be one of {known}, got {_show(value)}")
                return value
            case "ints":
                if isinstance(value, str) or not hasattr(value, "__iter__"):
                    raise SettingError(
                        self.name, f"must be a list of whole numbers, got {_show(value)}"
                    )
                return tuple(self._number(v) for v in value)
            case "nested":
                return value
        return self._number(value)

    def _number(self, value: Any) -> float | int:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise SettingError(self.name, f"must be a number, got {_show(value)}")
        whole = self.kind in ("int", "ints")
        if whole and (not math.isfinite(value) or value != math.floor(value)):
            raise SettingError(self.name, f"must be a whole number, got {_show(value)}")
        try:
            number = int(value) if whole else float(value)
        except OverflowError:
            number = math.inf
        below = number <= self.low if self.low_open else number < self.low
        above = number >= self.high if self.high_open else number > self.high
        if below or above or not math.isfinite(number):
            raise SettingError(self.name, f"must lie in {self.range_text}, got {_show(value)}")
        return number


def _show(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return short(f"{value:g}" if isinstance(value, float) else repr(value))


def _declare(default: Any, **metadata: Any) -> Any:
    if default is _UNSET:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


def number(
    default: float | None = _UNSET,
    symbol: str = "",
    help: str = "",  # noqa: A002
    *,
    low: float = -math.inf,
    high: float = math.inf,
    low_open: bool = False,
    high_open: bool = False,
    log: bool = False,
    span: tuple[float, float] | None = None,
    optional: bool = False,
) -> Any:
    """Declare a real setting."""
    return _declare(
        default, kind="float", symbol=symbol, help=help, low=low, high=high, low_open=low_open,
        high_open=high_open, log=log, span=span, optional=optional,
    )  # fmt: skip


def integer(
    default: int = _UNSET,
    symbol: str = "",
    help: str = "",  # noqa: A002
    *,
    low: float = -math.inf,
    high: float = 1e9,
    log: bool = False,
    span: tuple[float, float] | None = None,
) -> Any:
    """Declare a whole-number setting."""
    return _declare(
        default, kind="int", symbol=symbol, help=help, low=low, high=high, log=log, span=span
    )


def switch(default: bool, symbol: str = "", help: str = "") -> Any:  # noqa: A002
    """Declare an on/off setting."""
    return _declare(default, kind="bool", symbol=symbol, help=help)


def choice(default: str, choices: tuple[str, ...], symbol: str = "", help: str = "") -> Any:  # noqa: A002
    """Declare a setting that takes one of a few names."""
    return _declare(default, kind="choice", symbol=symbol, help=help, choices=choices)


def integers(default: tuple[int, ...], symbol: str = "", help: str = "", *, low: float = 0) -> Any:  # noqa: A002
    """Declare a list of whole numbers."""
    return _declare(default, kind="ints", symbol=symbol, help=help, low=low, high=1e9)


def nested(default: Any, help: str = "") -> Any:  # noqa: A002
    """Declare a setting that is a declared value itself."""
    return _declare(default, kind="nested", symbol="", help=help)


@dataclass(frozen=True)
class Declared:
    """Base of values whose fields are declared settings; checks them when made."""

    key: ClassVar[str]  # the name in files
    title: ClassVar[str]  # the name on screen
    ordered: ClassVar[tuple[Order, ...]] = ()  # ("armijo", "<", "curvature")

    def __post_init__(self) -> None:
        declared = {parameter.name: parameter for parameter in self.parameters()}
        for name, parameter in declared.items():
            object.__setattr__(self, name, parameter.check(getattr(self, name)))
        for lower, relation, upper in self.ordered:
            parameter, most = declared[lower], getattr(self, upper)
            value = getattr(self, lower)
            if value > most or (value == most and relation == "<"):
                legal = replace(parameter, high=most, high_open=relation == "<")
                words = "below" if relation == "<" else "at most"
                raise SettingError(
                    lower, f"must lie in {legal.range_text}, {words} {upper}, got {_show(value)}"
                )

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """The declarations, in order."""
        if cls in _declarations:
            return _declarations[cls]
        found = tuple(
            Parameter(name=f.name, default=None if f.default is MISSING else f.default, **f.metadata)
            for f in fields(cls)
        )
        if "__dataclass_fields__" in cls.__dict__:  # not so while the class is being made
            _declarations[cls] = found
        return found

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """Make the value from names and values; names must be known (the caller checks them)."""
        return cls(**values)

    def to_mapping(self) -> dict[str, Any]:
        """Names and values in declaration order; nested values stay as they are."""
        return {p.name: getattr(self, p.name) for p in self.parameters()}
