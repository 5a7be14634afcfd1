"""Reading a CSV with pandas, every float to the bit."""

import io
import warnings

import pandas as pd


def exact_table(text: str, **options: object) -> pd.DataFrame:
    """The table in a CSV text."""
    with warnings.catch_warnings():
        # Newer pandas reads exactly without being asked to and warns; older ones must be asked.
        warnings.filterwarnings("ignore", "The 'float_precision' argument", DeprecationWarning)
        return pd.read_csv(io.StringIO(text, newline=""), float_precision="round_trip", **options)
