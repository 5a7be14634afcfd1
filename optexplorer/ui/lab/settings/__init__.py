"""The page of settings: what becomes of a run at every value of one or two hyper-parameters."""
