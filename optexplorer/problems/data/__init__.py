"""Fits to data: any CSV or a shipped data set, linear or logistic regression."""

from optexplorer.problems.data.catalogue import DataSet, data_sets, inspect
from optexplorer.problems.data.problem import LOSSES_OF, DataProblem, data_problem
from optexplorer.problems.data.standardization import Line, Standardization
from optexplorer.problems.data.table import Column, Table, read_table

__all__ = [
    "LOSSES_OF",
    "Column",
    "DataProblem",
    "DataSet",
    "Line",
    "Standardization",
    "Table",
    "data_problem",
    "data_sets",
    "inspect",
    "read_table",
]
