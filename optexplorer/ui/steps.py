"""Work with a result, done in steps: the window answers where it pauses."""

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")
Steps = Generator[None, None, Result]  # a step is what comes before a yield


def at_once(steps: Steps[Result]) -> Result:
    """All of it in one go, where nobody waits for an answer of the window."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
