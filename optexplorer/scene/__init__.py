"""What to draw, without a toolkit: experiment, history, surface and view resolve to a frame."""
