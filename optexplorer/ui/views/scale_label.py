"""The words in the corner of the 3-D picture: which heights stand for which losses."""

from PySide6.QtWidgets import QLabel, QWidget

from optexplorer.ui.tokens import ThemeTokens


class ScaleLabel(QLabel):
    """Lies over the other children of its parent; hidden until it has something to say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._corner = 0
        self.hide()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Dress in these colours."""
        self.setStyleSheet(
            f"background: {tokens.canvas}; color: {tokens.text};"
            f" border: 1px solid {tokens.hairline}; border-radius: {tokens.radius_s}px;"
            f" padding: 3px {tokens.space_s}px; font-size: {tokens.font_small}px;"
        )
        self._corner = tokens.space_m
        self.adjustSize()

    def show_text(self, text: str) -> None:
        """Say this."""
        self.setText(text)
        self.adjustSize()
        self.move(self._corner, self._corner)
        self.show()
        self.raise_()
