"""The scenes of a lecture: a bar to go through them, a page to make them."""
