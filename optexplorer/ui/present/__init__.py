"""Presentation mode: one key, and the window is dressed for the back row of a lecture hall."""
