"""The page of basins: a map for each visible run side by side, and their shares below."""
