"""What of the window is as it was left, at the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow


class LayoutMemory:
    """Size, dividers, panels and scheme, in the settings of the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._settings = window, window.settings

    def restore(self) -> None:
        """Arrange the window as it was left."""
        window, settings = self._window, self._settings
        if geometry := settings.state("layout/window"):
            window.restoreGeometry(geometry)
        for name, splitter in window.splitters.items():
            if state := settings.state(f"layout/{name}"):
                splitter.restoreState(state)
        for name, panel in window.panels.items():
            shown = settings.flag(f"layout/{name}", default=True)
            panel.setVisible(shown)
            window.actions_by_name[name].setChecked(shown)
        for view in (window.contour, window.graph):
            view.set_hint_visible(not settings.flag("hint/used"))

    def keep(self) -> None:
        """Write down how it is now, out of a presentation."""
        window, settings = self._window, self._settings
        window.presenter.leave()
        settings.set_state("layout/window", window.saveGeometry())
        for name, splitter in window.splitters.items():
            settings.set_state(f"layout/{name}", splitter.saveState())
        for name in window.panels:
            settings.set_flag(f"layout/{name}", window.actions_by_name[name].isChecked())
        settings.set_text("appearance/scheme", window.theme.scheme)
        settings.save()
