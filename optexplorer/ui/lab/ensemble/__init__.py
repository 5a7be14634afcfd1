"""The page of ensembles: one experiment over many seeds, or from a cloud of starts."""
