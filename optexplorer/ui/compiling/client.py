"""The window's end: asks the other program for kernels that are not kept yet.

Compiling takes 0.1 to 5 s, nearly all of it in Python, which every other thread of this program would
have to wait for again and again. The other program puts what it made where numba looks for it
(`core.kernel_cache`); here it is then loaded as at any other start. Where there can be no other
program, or it keeps nothing, this one compiles.
"""

from __future__ import annotations

import atexit
import pickle
import subprocess
import threading
from contextlib import suppress
from functools import cache
from typing import IO, Any

from optexplorer.cli.parser import COMPILING
from optexplorer.core import abi
from optexplorer.core.cancel import Cancelled
from optexplorer.problems.expression import module
from optexplorer.ui import itself
from optexplorer.ui.compiling.request import Answer, Request
from optexplorer.ui.diagnosis import kernel_store
from optexplorer.ui.diagnosis.kernel_tally import TALLY

REST = 60.0  # seconds without a request after which the other program's memory is given back
MANY = 60  # kernels after which it begins anew, for the same reason
LONGEST = 180.0  # seconds for one kernel; on a slow machine one takes 15
PATIENCE = 3  # failures in a row after which it is asked no more


def install() -> None:
    """From now on kernels are compiled there, where that works."""
    abi.compile_ahead = _compiler().make


@cache
def _compiler() -> Compiler:
    compiler = Compiler(command(), itself.environment())
    atexit.register(compiler.close)
    return compiler


def command() -> list[str]:
    """What starts the other program."""
    return [*itself.command(pipes=True), COMPILING]


class Compiler:
    """The other program: started with the first request, ended when it has rested or made much."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._command, self._environment = command, environment
        self._turn = threading.Lock()  # one request at a time
        self._process: subprocess.Popen[bytes] | None = None
        self._rest: threading.Timer | None = None
        self._modules: set[str] = set()  # the generated ones it has
        self._made = 0
        self._failures = 0
        self._closed = False

    @property
    def running(self) -> bool:
        """Whether there is another program at the moment."""
        return self._process is not None

    def make(self, dispatcher: Any, signature: Any) -> None:
        """Have it compiled and kept, unless it is; nothing is said where that fails.

        Raises `Cancelled` once this program ends.
        """
        if _kept(dispatcher, signature) or not kernel_store.keeps(dispatcher._cache):
            return
        with self._turn:
            if not self._closed and self._failures < PATIENCE and not _kept(dispatcher, signature):
                self._ask(dispatcher, signature)
        if self._closed:
            raise Cancelled

    def close(self) -> None:
        """End it whatever it does."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()  # who waits for its answer gets none
        with self._turn:
            self._end()

    def rest(self) -> None:
        """End it until it is needed again."""
        with self._turn:
            self._end()

    def _ask(self, dispatcher: Any, signature: Any) -> None:
        from numba.core.serialize import dumps

        if self._rest is not None:
            self._rest.cancel()
        try:
            process = self._process = self._process or self._start()
            if self._closed:
                raise Cancelled
            kernel = dumps((dispatcher, signature))
            new = {name: made for name, made in module.all_made().items() if name.encode() in kernel}
            for name in self._modules:
                new.pop(name, None)
            answer = _exchange(process, Request(new, kernel))
        except Exception:  # noqa: BLE001  (whatever it is, this program compiles then)
            self._failures += 1
            self._end()
            return
        self._modules |= new.keys()
        if answer == "failed" or (answer == "made" and not _kept(dispatcher, signature)):
            self._failures += 1
            self._end()
            return
        self._failures = 0
        if answer == "made":
            TALLY.compiled += 1
            TALLY.loaded -= 1  # it will be, in a moment, but was not there before
        self._made += 1
        if self._made >= MANY:
            self._end()
            return
        self._rest = threading.Timer(REST, self.rest)
        self._rest.daemon = True
        self._rest.start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._modules, self._made = set(), 0
        return subprocess.Popen(  # noqa: S603  (this very program)
            self._command,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=itself.UNSEEN,
        )

    def _end(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    _there(pipe).close()
            process.wait()


def _exchange(process: subprocess.Popen[bytes], request: Request) -> Answer:
    """What it answers; one that takes much too long is ended, and answers no more."""
    limit = threading.Timer(LONGEST, process.kill)
    limit.daemon = True
    limit.start()
    try:
        pickle.dump(request, _there(process.stdin))
        _there(process.stdin).flush()
        answer: Answer = pickle.load(_there(process.stdout))  # noqa: S301
    finally:
        limit.cancel()
    return answer


def _there(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101  (both were asked for)
    return pipe


def _kept(dispatcher: Any, signature: Any) -> bool:
    """Whether numba will find it; what cannot be read is not there."""
    try:
        cache, codegen = dispatcher._cache, dispatcher.targetctx.codegen()
        return cache._index_key(signature, codegen) in cache._cache_file._load_index()
    except Exception:  # noqa: BLE001  (damaged bytes unpickle to anything)
        return False
