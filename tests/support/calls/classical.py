"""Line searches, second-order methods and methods without gradients."""

from tests.support.calls import Call

CALLS: dict[str, Call] = {}
