"""What can go wrong with files, each as one sentence."""

from optexplorer.core.printable import printable


class SessionError(ValueError):
    """An experiment file that cannot be used.

    ``path`` leads to the value meant, such as ``runs[1].hyperparameters.beta1``; it is empty when the
    whole file is meant.
    """

    def __init__(self, path: str, message: str) -> None:
        # Names in a file may hold anything.
        super().__init__(printable(f"{path}: {message}" if path else message))
        self.path = path
        self.message = message


class StorageError(OSError):
    """A file that could not be written; what was there before is whole."""
