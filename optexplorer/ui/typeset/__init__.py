"""Formulas painted with Qt's own text: fast enough to follow a playing timeline.

Reads the TeX that operations are written in (see `core.operations`), not TeX at large, and sets it
in STIX Two Math by the rules of thumb of TeX: italics, scripts, fractions, roots, brackets that grow.
A line takes a fraction of a millisecond.
"""

from optexplorer.ui.typeset.label import MathLabel

__all__ = ["MathLabel"]
