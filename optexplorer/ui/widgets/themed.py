"""The colours in use, for widgets that paint themselves."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from optexplorer.ui.theme import Theme
from optexplorer.ui.tokens import LIGHT, ThemeTokens


def tokens() -> ThemeTokens:
    """The tokens the application is dressed in; light where nothing has dressed it."""
    app = QApplication.instance()
    theme = app.findChild(Theme) if app is not None else None
    return theme.tokens if theme is not None else LIGHT


def set_role(widget: QWidget, role: str) -> None:
    """Choose the look of a widget in the style sheet."""
    set_property(widget, "role", role)


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and restyle the widget if it changed.

    One that is off looks like one that was never set.
    """
    if (widget.property(name) or False) == value:
        return
    widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it will be styled when first shown
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
