"""Pictures and animations of what the window shows, for slides and papers.

A `stage.Stage` is a second set of views, never on screen, in the size that is asked for. It is shown
frames as the window is, and painted to an image, an SVG, a PDF, or image after image to a film.
"""
