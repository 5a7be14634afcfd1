"""The pictures: contour, graph, 3-D and curves. They get a frame and know nothing else."""
