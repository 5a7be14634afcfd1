"""Further methods of Adam's family."""

from tests.support.calls import Call

CALLS: dict[str, Call] = {}
