"""Optimizer Explorer: race optimizers over loss surfaces, formulas and real data."""

__version__ = "0.1.0"
