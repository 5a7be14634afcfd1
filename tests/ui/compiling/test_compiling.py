"""Kernels are compiled by a program of its own where that works, and here where it does not."""

import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from numba import config, float64
from numba.core.caching import CacheImpl
from numba.core.errors import TypingError

from optexplorer.core import abi, fused, shipped_kernels
from optexplorer.core.analysis import lanes
from optexplorer.core.cancel import Cancelled
from optexplorer.core.experiment import Run
from optexplorer.core.problem import FormulaSpec
from optexplorer.optimizers import CATALOGUE
from optexplorer.problems import build_problem
from optexplorer.problems.expression import module
from optexplorer.ui.compiling import client
from optexplorer.ui.compiling.client import PATIENCE, Compiler, command
from optexplorer.ui.diagnosis import kernel_store
from optexplorer.ui.diagnosis.kernel_tally import TALLY
from optexplorer.ui.itself import environment

SIGNATURE = float64(float64)
QUICK = "def f(x):\n    return 2.0 * x\n"
# numba unrolls loops over tuples of kinds, so this takes seconds.
LONG = "from numba import literal_unroll\n\n\ndef f(x):\n" + "".join(
    f"    for k in literal_unroll((1, 2.0, {i})):\n        x = x * x + k\n" for i in range(40)
)


@pytest.fixture
def compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compiler]:
    kernel_store.install()
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
    found = Compiler(command(), environment() | {"NUMBA_CACHE_DIR": str(tmp_path)})
    monkeypatch.setattr(abi, "compile_ahead", found.make)
    yield found
    found.close()
    assert not found.running


def function(text: str = QUICK) -> Callable[..., Any]:
    """One that nobody has compiled yet."""
    made: Callable[..., Any] = module.load(f"{text}\n# {uuid.uuid4()}\n").f
    return made


def compiled(function: Callable[..., Any]) -> Any:
    return abi.compile_cached(SIGNATURE, function, abi.BORROWING)


def found_by(dispatcher: Any) -> tuple[bool, bool]:
    """Whether numba loaded it, and whether it compiled it here."""
    stats = dispatcher.stats
    return bool(stats.cache_hits), bool(stats.cache_misses)


def test_another_program_compiles_and_this_one_loads(compiler: Compiler) -> None:
    counted = TALLY.compiled
    kernel = compiled(function())
    assert found_by(kernel) == (True, False)
    assert kernel(21.0) == 42.0
    assert compiler.running
    assert TALLY.compiled == counted + 1


def test_what_is_kept_is_not_asked_for(compiler: Compiler) -> None:
    kept = function()
    compiled(kept)
    compiler.rest()
    assert not compiler.running
    assert found_by(compiled(kept)) == (True, False)
    assert not compiler.running


def test_it_begins_anew_after_a_rest(compiler: Compiler) -> None:
    first = function(f"{QUICK}\n\ndef g(x):\n    return 3.0 * x\n")
    compiled(first)
    compiler.rest()
    # The new program has to be given the module again, though nothing in it is new here.
    second = compiled(first.__globals__["g"])
    assert found_by(second) == (True, False)
    assert second(2.0) == 6.0


def test_every_kind_of_kernel_travels(compiler: Compiler) -> None:
    """With helpers, with parts put into a loop, with arrays on the stack, of formulas."""
    problem = build_problem(FormulaSpec("x^2 + y^2 + x*y"))
    run = Run(CATALOGUE["adam"]())
    kernels = [run.optimizer.update.kernel, problem.kernels.gradient, problem.kernels.hessian]
    for kernel in kernels:
        options = abi.BORROWING
        dispatcher = abi.compile_cached(kernel.signature, kernel.function, options)
        assert found_by(dispatcher) == (True, False)
    assert found_by(fused._compile(run, problem)) == (True, False)
    assert found_by(lanes._compile(run, problem, False).dispatcher) == (True, False)


def test_without_another_program_it_is_compiled_here(
    compiler: Compiler, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    none = Compiler([str(tmp_path / "nowhere")], {})
    monkeypatch.setattr(abi, "compile_ahead", none.make)
    assert found_by(compiled(function())) == (False, True)
    assert not none.running


def test_it_is_asked_no_more_after_failures_in_a_row(
    compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where it keeps nothing: the folder it is told of cannot be made."""
    mute = Compiler(command(), environment() | {"NUMBA_CACHE_DIR": "/dev/null/none"})
    monkeypatch.setattr(abi, "compile_ahead", mute.make)
    for _ in range(PATIENCE):
        assert found_by(compiled(function())) == (False, True)
    mute.rest()
    assert found_by(compiled(function())) == (False, True)
    assert not mute.running


def test_what_can_be_kept_nowhere_is_compiled_here(
    compiler: Compiler, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """numba refuses to make such a function at all, before anybody is asked."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setattr(CacheImpl, "_locator_classes", [shipped_kernels.Own])
    assert compiled(function())(21.0) == 42.0
    assert not compiler.running


def test_one_that_never_answers_is_ended(
    compiler: Compiler, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(client, "LONGEST", 0.2)
    asleep = Compiler([sys.executable, "-c", "import time; time.sleep(600)"], {})
    monkeypatch.setattr(abi, "compile_ahead", asleep.make)
    assert found_by(compiled(function())) == (False, True)
    assert not asleep.running


@pytest.mark.parametrize(
    ("platform", "program"), [("linux", "optexplorer"), ("win32", "optexplorer-cli.exe")]
)
def test_a_bundle_starts_its_own_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, program: str
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "optexplorer"))
    assert command() == [str(tmp_path / program), "--compile-kernels"]


def test_one_that_is_killed_is_replaced(compiler: Compiler) -> None:
    compiled(function())
    process = compiler._process
    assert process is not None
    process.kill()
    process.wait()
    assert found_by(compiled(function())) == (False, True)
    assert found_by(compiled(function())) == (True, False)


def test_it_ends_with_this_program_whatever_it_does(compiler: Compiler) -> None:
    compiled(function())
    process, said = compiler._process, list[BaseException]()
    assert process is not None

    def ask() -> None:
        try:
            compiled(function(LONG))
        except BaseException as error:  # noqa: BLE001
            said.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    deadline = time.monotonic() + 60.0
    while not compiler._turn.locked():
        assert asking.is_alive()
        assert time.monotonic() < deadline
        time.sleep(0.001)
    compiler.close()
    asking.join()
    assert [type(error) for error in said] == [Cancelled]
    assert process.poll() is not None
    with pytest.raises(Cancelled):
        compiled(function())


def test_nobody_to_ask_is_the_end_and_the_folder_is_of_no_matter(tmp_path: Path) -> None:
    for name in ("optexplorer", "numba", "pickle"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)", encoding="utf-8")
    done = subprocess.run(
        command(), env=environment(), cwd=tmp_path, input=b"", capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_what_it_cannot_compile_is_told_here(compiler: Compiler) -> None:
    refused = function("def f(x):\n    return x.nothing\n")
    with pytest.raises(TypingError, match="nothing"):
        compiled(refused)
    assert compiler.running
