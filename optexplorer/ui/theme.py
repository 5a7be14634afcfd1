"""Dresses the application in tokens: palette, font and style sheet, light or dark.

The rules that turn tokens into widgets are in ``ui.stylesheet``. Widgets that paint themselves take
``ThemeTokens`` and follow the ``Theme``.
"""

import sys
from collections.abc import Callable
from types import MethodType
from typing import Literal, cast
from weakref import WeakMethod

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from optexplorer.ui import assets
from optexplorer.ui.steps import Steps, at_once
from optexplorer.ui.stylesheet import ALWAYS, stylesheet
from optexplorer.ui.tokens import DARK, LIGHT, ThemeTokens, for_an_audience
from optexplorer.ui.wardrobe import Wardrobe

Scheme = Literal["system", "light", "dark"]
Look = Callable[[ThemeTokens], Steps[None]]  # a method of a QObject
SCHEMES: tuple[Scheme, ...] = ("system", "light", "dark")


def palette(tokens: ThemeTokens) -> QPalette:
    """The Qt palette for Fusion, which paints whatever the style sheet leaves alone."""
    role = QPalette.ColorRole
    result = QPalette()
    for name, token in {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "field",
        role.AlternateBase: "hover",
        role.Text: "text",
        role.Button: "card",
        role.ButtonText: "text",
        role.BrightText: "danger",
        role.Light: "hover",
        role.Midlight: "hairline",
        role.Mid: "outline",
        role.Dark: "outline",
        role.Shadow: "hairline",
        role.Highlight: "accent",
        role.HighlightedText: "accent_text",
        role.Accent: "accent",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.ToolTipBase: "bubble",
        role.ToolTipText: "bubble_text",
        role.PlaceholderText: "muted",
    }.items():
        result.setColor(name, tokens.color(token))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, name, tokens.color("muted", 0.6))
    result.setColor(QPalette.ColorGroup.Disabled, role.Highlight, tokens.color("track"))
    return result


def font(
    tokens: ThemeTokens, size: int | None = None, weight: QFont.Weight = QFont.Weight.Normal
) -> QFont:
    """The interface font at ``size`` pixels (body size if None), with tabular figures."""
    result = QFont(tokens.font_family)
    result.setStyleHint(QFont.StyleHint.SansSerif)
    result.setPixelSize(size or tokens.font_body)
    result.setWeight(weight)
    if hasattr(QFont, "setFeature"):  # Qt 6.7
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


class Theme(QObject):
    """Dresses one application, and follows the system's scheme while told to."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._scheme: Scheme = "system"
        self._presenting = False
        self.tokens = LIGHT
        self._worn: ThemeTokens | None = None
        self._looks: list[WeakMethod[Look]] = []
        self._wardrobe = Wardrobe(self, self._look)
        for file in sorted(assets.path("fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(file))
        app.setStyle("Fusion")
        app.setStyleSheet(ALWAYS)
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def scheme(self) -> Scheme:
        """What was asked for; ``tokens.name`` is what is shown."""
        return self._scheme

    def set_scheme(self, scheme: Scheme) -> None:
        """Dress the application; Windows and macOS colour the title bar too."""
        self._scheme = scheme
        wanted = {
            "system": Qt.ColorScheme.Unknown,
            "light": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark,
        }[scheme]
        self._app.styleHints().setColorScheme(wanted)
        if scheme == "system":
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
            self._dress(DARK if dark else LIGHT)
        else:
            self._dress(DARK if scheme == "dark" else LIGHT)

    @property
    def presenting(self) -> bool:
        """Whether everything is dressed for an audience."""
        return self._presenting

    def set_presenting(self, presenting: bool) -> None:
        """Dress for an audience, or for a desk."""
        if presenting != self._presenting:
            self._presenting = presenting
            self.set_scheme(self._scheme)

    def _on_system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._scheme == "system":
            self._dress(DARK if scheme == Qt.ColorScheme.Dark else LIGHT)

    def _dress(self, tokens: ThemeTokens) -> None:
        if self._presenting:
            tokens = for_an_audience(tokens)
        if tokens is self._worn:  # Qt would look at every widget all the same
            return
        self.tokens = self._worn = tokens
        self._wardrobe.cover()
        self._app.setFont(font(tokens))
        self._app.setPalette(palette(tokens))
        self._wardrobe.change(stylesheet(tokens))

    def dress(self, *parts: QWidget) -> None:
        """Keep these, and all that is in them, dressed; what is in no part has only the palette."""
        for part in parts:
            self._wardrobe.keep(part)

    def follow(self, look: Look) -> None:
        """Have a method recolour what paints itself: now, and step by step with each change."""
        self._looks.append(WeakMethod(look))
        at_once(look(self.tokens))

    def _look(self) -> Steps[None]:
        self._looks = [known for known in self._looks if _is_there(known())]
        for known in list(self._looks):
            try:
                if (look := known()) is not None and _is_there(look):
                    yield from look(self.tokens)
            except Exception as error:  # noqa: BLE001  (the window must be seen again)
                sys.excepthook(type(error), error, error.__traceback__)

    def finish(self) -> None:
        """Be done with a change of clothes that is under way."""
        self._wardrobe.finish()


def _is_there(look: Look | None) -> bool:
    return look is not None and isValid(cast("MethodType", look).__self__)


def apply(app: QApplication, scheme: Scheme) -> Theme:
    """Dress ``app``; the same ``Theme`` comes back each time."""
    theme = app.findChild(Theme) or Theme(app)
    theme.set_scheme(scheme)
    return theme
