"""What the two programs say to each other, each a pickle on a pipe between them and nowhere else."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Request:
    """One kernel to be compiled and kept."""

    modules: dict[str, tuple[str, str]]  # generated ones that are new: name -> file and text
    kernel: bytes  # pickled by numba: the dispatcher, which has its options, and the signature


# What became of it; numba refuses what is no kernel, and would here as well.
Answer = Literal["made", "refused", "failed"]
