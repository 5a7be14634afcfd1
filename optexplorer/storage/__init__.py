"""Experiment files and CSV: what the program reads and writes for people."""
