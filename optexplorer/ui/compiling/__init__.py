"""Kernels are compiled by a program of their own, so that this one's Python is left to the window."""
