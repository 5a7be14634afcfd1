"""Methods that scale steps by layer, sign or accumulated size."""

from tests.support.calls import Call

CALLS: dict[str, Call] = {}
