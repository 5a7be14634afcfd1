"""Further methods with a velocity, signs, or an average."""

from tests.support.calls import Call

CALLS: dict[str, Call] = {}
