"""Kernels compiled on one macOS are found on another; other systems are left alone."""

import subprocess
import sys

import pytest

from optexplorer.core.mac_kernels import versionless
from tests.support.program import ROOT


@pytest.mark.parametrize(
    ("triple", "without"),
    [
        ("arm64-apple-darwin24.4.0", "arm64-apple-darwin"),
        ("x86_64-apple-macosx13.0", "x86_64-apple-macosx"),
        ("arm64-apple-macos14", "arm64-apple-macos"),
        ("x86_64-unknown-linux-gnu", "x86_64-unknown-linux-gnu"),
        ("x86_64-pc-windows-msvc", "x86_64-pc-windows-msvc"),
    ],
)
def test_the_version_of_macos_goes(triple: str, without: str) -> None:
    assert versionless(triple) == without


def test_numba_files_kernels_by_it() -> None:
    """In a process of its own: it changes numba."""
    code = """
from unittest import mock
from numba.core.registry import cpu_target
codegen = cpu_target.target_context.codegen()
before = codegen.magic_tuple()
from optexplorer.core import mac_kernels
assert codegen.magic_tuple() == (mac_kernels.versionless(before[0]), *before[1:])
told = "arm64-apple-darwin24.4.0", "m1", "+neon"
with mock.patch.object(mac_kernels, "_magic_tuple", lambda _: told):
    assert codegen.magic_tuple() == ("arm64-apple-darwin", "m1", "+neon")
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
