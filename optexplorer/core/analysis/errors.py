"""Questions that cannot be asked."""


class AnalysisError(ValueError):
    """Refused before any work; ``name`` says which setting, the message why."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message
