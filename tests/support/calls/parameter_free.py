"""Methods that find their own rate."""

from tests.support.calls import Call

CALLS: dict[str, Call] = {}
