"""The whitelist parser: what a formula means, and one sentence for whatever is none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optexplorer.problems.expression import (
    Expression,
    ExpressionError,
    evaluate,
    formula_kernels,
    parse,
    pretty,
)
from optexplorer.problems.expression.emit import module_text
from optexplorer.problems.expression.functions import FUNCTIONS, RESERVED

AT = {"x": 2.0, "y": 3.0, "a": 5.0, "lambda": 7.0, "κ": 11.0}
PARAMETERS = ("a", "lambda", "κ")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x^2", 4.0),
        ("x**2", 4.0),
        ("-x^2", -4.0),
        ("(-x)^2", 4.0),
        ("2^-x", 0.25),
        ("x^y^2", 512.0),
        ("x**y^2", 512.0),
        ("x - y - 1", -2.0),
        ("12/x/y", 2.0),
        ("12/x*y", 18.0),
        ("+x - -y", 5.0),
        ("2*x+3", 7.0),
        (".5*x + 1.*y + 1e1 + 2E-1", 14.2),
        ("a*lambda + κ", 46.0),
        ("pi*e", math.pi * math.e),
        ("min(4, x, y) + max(x, y)", 5.0),
        ("atan2(y, x)", math.atan2(3, 2)),
        ("x\n + \t y", 5.0),
        ("007*x", 14.0),
        ("sign(0*x) + sign(-y) + floor(-x/4) + abs(-x)", 0.0),
    ],
)
def test_meaning(text: str, value: float) -> None:
    assert evaluate(parse(text, PARAMETERS), AT) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"atan2", "min", "max"}))
def test_every_function_has_its_usual_value(name: str) -> None:
    usual = {"abs": abs, "sign": lambda u: math.copysign(1, u)}.get(name) or getattr(math, name)
    assert evaluate(parse(f"{name}(x)"), {"x": 0.75}) == usual(0.75)


HOSTILE = [
    ("__import__('os')", 11, "The character ''' has no meaning"),
    ("x.__class__", 1, "The character '.' has no meaning"),
    ("9**9**9**9", 3, "too large for a number"),
    ("x + 9^9^9^9", 6, "too large for a number"),
    ("(" * 10_000_000, 10_000, "too long: 10,000,000 characters"),
    ("sin(" * 200 + "x" + ")" * 200, 723, "nested too deeply"),
    ("-" * 9_999 + "x", 2_000, "more than 2,000 symbols"),
    ("x**" * 3_000 + "x", 3_000, "more than 2,000 symbols"),
    ("9" * 5_000, 0, "is too large"),
    ("lambda: 0", 6, "The character ':' has no meaning"),
    ("[x for x in y]", 0, "The character '[' has no meaning"),
    ("x if y else 1", 2, "An operator is missing"),
    ("x\0", 1, "U+0000"),
    ("\ud800", 0, "U+D800"),
    ("eval(x)", 0, "'eval' is not a function"),
    ("x()", 0, "'x' is not a function"),
    ("1e999*x", 0, "is too large"),
    ("0x10", 1, "An operator is missing"),
    ("1_000", 1, "An operator is missing"),
    ("2j*x", 1, "An operator is missing"),
    ("x@y", 1, "has no meaning"),
    ("x//y", 2, "A value is missing before '/'"),
    ("x<y", 1, "has no meaning"),
    ("sin(*x)", 4, "A value is missing before '*'"),
    ("min(x, key=y)", 10, "has no meaning"),
]


@pytest.mark.parametrize(("text", "position", "part"), HOSTILE, ids=lambda v: str(v)[:20])
def test_refusals_say_what_and_where(text: str, position: int, part: str) -> None:
    with pytest.raises(ExpressionError, match=r"^[^\n]{1,200}[.?]$") as caught:
        parse(text)
    assert part in caught.value.message
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "marked", "message"),
    [
        ("", "", "The formula is empty."),
        ("x +", "", "The formula ends where a value should follow."),
        ("(x", "(", "This '(' is never closed."),
        ("x)", ")", "This ')' closes nothing."),
        ("2 x", "x", "An operator is missing between '2' and 'x'; write * for a product."),
        ("x + sine(y)", "sine", "'sine' is not a function; did you mean sin?"),
        ("X^2", "X", "Unknown name 'X'; did you mean x?"),
        ("alpa*x", "alpa", "Unknown name 'alpa'; did you mean alpha?"),
        ("z", "z", "Unknown name 'z'; known names are x, y, alpha, pi, e."),
        ("x + sin", "sin", "sin is a function: write sin(...)."),
        ("sin(x, y)", "sin", "sin takes one argument, got 2."),
        ("x - min(y)", "min", "min takes two or more arguments, got 1."),
        ("atan2(x)", "atan2", "atan2 takes two arguments, got 1."),
        ("sin()", ")", "A value is missing before ')'."),
        ("(x, y)", ",", "A comma may only stand between the arguments of a function."),
        ("x + 1/(2 - 2)", "1/(2 - 2)", "The constant '1/(2 - 2)' has no value."),
        ("x*log(-1)", "log(-1)", "The constant 'log(-1)' has no value."),
        ("x²", "²", "The character '²' has no meaning in a formula; write ^2."),
        ("z = x", "=", "The character '=' has no meaning in a formula; write only the"),
    ],
)
def test_mistakes_are_marked_in_the_text(text: str, marked: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, ["alpha"])
    error = caught.value
    assert error.message.startswith(message)
    assert text[error.position : error.position + error.length] == marked


@pytest.mark.parametrize("name", ["x", "y", "pi", "e", "sin", "2a", "", "a b", "a.b"])
def test_parameter_names_are_checked(name: str) -> None:
    with pytest.raises(ExpressionError, match="parameter"):
        parse("x", [name])


def test_a_fifty_step_recurrence_fits() -> None:
    inner = "0.5"
    for _ in range(50):
        inner = f"x/(1 + exp(-({inner}))) + y"
    assert parse(f"({inner})^2").variables == ("x", "y")


def test_derived_size_is_limited() -> None:
    tower = "^".join(f"(x + {i}*y)" for i in range(150))
    with pytest.raises(ExpressionError, match="too large: its derivatives take more than 4,000"):
        formula_kernels(tower, (), transformed=False)


def test_long_sums_and_signs_need_no_recursion() -> None:
    total = parse("+".join(["x"] * 1_000))
    assert evaluate(total, {"x": 1.0}) == 1_000
    assert evaluate(parse("-" * 999 + "x"), {"x": 1.0}) == -1


PIECES = st.sampled_from(
    [*sorted(RESERVED), "a", "b", "lambda", "(", ")", ",", "+", "-", "*", "/", "^", "**", "1",
     "2.5", "1e300", ".", " ", "__import__", "'", "²", "\n", "0", "=", "[", "é"]
)  # fmt: skip


def parsed(text: str) -> Expression | ExpressionError:
    """The formula, or the only error there may be."""
    try:
        return parse(text, ["a"])
    except ExpressionError as error:
        return error


def check(text: str) -> None:
    """A formula, or a sentence that points into the text."""
    match parsed(text):
        case Expression(variables=variables):
            assert set(variables) <= {"x", "y"}
        case ExpressionError(message=message, position=position, length=length):
            assert 0 <= position <= position + length <= len(text)
            assert "\n" not in message
            assert len(message) < 250


@given(st.text(max_size=200))
def test_any_text_is_a_formula_or_an_error(text: str) -> None:
    check(text)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_pieces_are_a_formula_or_an_error(text: str) -> None:
    check(text)


WILD_LEAVES = st.sampled_from(["x", "y", "a", "0", "1", "-1", "-2.5", "1e200", "1e-200", "pi", "e"])


def wild(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Every operator and function, on anything."""
    forms = [f"{name}({{}}, {{}})" if f.arguments == 2 else f"{name}({{}})"
             for name, f in FUNCTIONS.items()]  # fmt: skip
    operators = [f"({{}}){sign}({{}})" for sign in ("+", "-", "*", "/", "^")]
    form = st.sampled_from([*forms, *operators, "-({})"])
    return st.builds(lambda f, u, w: f.format(u, w), form, parts, parts)


@given(st.recursive(WILD_LEAVES, wild, max_leaves=12))
def test_every_formula_becomes_a_module_or_an_error(text: str) -> None:
    expression = parsed(text)
    if isinstance(expression, Expression):
        pretty(expression)
        for transformed in (False, True):
            compile(module_text(expression, transformed), "formula", "exec")


@pytest.mark.parametrize("text", ["0^x", "(-2)^x", "(0*a)^(x*y)", "(-1)^(-x)"])
def test_powers_of_constants_without_a_logarithm_become_modules(text: str) -> None:
    compile(module_text(parse(text, ["a"])), "formula", "exec")


def test_a_parameter_s_name_has_a_bound() -> None:
    assert parse("a" * 40, ["a" * 40]).parameters == ("a" * 40,)
    with pytest.raises(ExpressionError, match="at most 40 characters"):
        parse("x", ["a" * 41])
