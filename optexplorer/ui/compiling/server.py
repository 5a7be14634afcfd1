"""The program that compiles: ``optexplorer --compile-kernels``, which the window starts.

It ends when the window does, since nothing can come in any more.
"""

import os
import pickle
import sys
from io import BufferedIOBase
from pathlib import Path

from optexplorer.core.priority import ANSWERING, give_way
from optexplorer.problems.expression import module
from optexplorer.ui.compiling.request import Answer, Request


def serve() -> int:
    """Compile what is asked for until nobody can ask."""
    give_way(ANSWERING)
    requests, answers = sys.stdin.buffer, _answers()
    while True:
        try:
            request: Request = pickle.load(requests)  # noqa: S301  (from the window alone)
        except EOFError:
            return 0
        pickle.dump(_answer(request), answers)
        answers.flush()


def _answers() -> BufferedIOBase:
    """The pipe to the window, which nothing else writes to from now on."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return answers


def _answer(request: Request) -> Answer:
    from optexplorer.core import abi  # noqa: F401  (what numba needs before its first kernel)

    # isort: split
    from numba.core.errors import NumbaError

    from optexplorer.ui.diagnosis import kernel_store

    kernel_store.install()
    try:
        for name, (file, text) in request.modules.items():
            module.made(name, file, text)
        dispatcher, signature = pickle.loads(request.kernel)  # noqa: S301
        dispatcher.enable_caching()
        dispatcher.compile(signature)
    except NumbaError:
        return "refused"
    except Exception:  # noqa: BLE001  (the window compiles it then)
        return "failed"
    return "made"
