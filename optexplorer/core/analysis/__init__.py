"""Questions to a problem that need many evaluations; pure functions."""
