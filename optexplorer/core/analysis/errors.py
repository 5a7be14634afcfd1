"""Questions that cannot be asked."""


class AnalysisError(ValueError):
    """Refused before any work; ``name`` says which setting, if it is one, the message why."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}" if name else message)
        self.name = name
        self.message = message
