"""Asks what a picture or an animation is to show, with a preview of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from optexplorer.ui.export.encode import FILMS, ffmpeg
from optexplorer.ui.export.look import Film, Look
from optexplorer.ui.export.picture import PICTURES
from optexplorer.ui.forms import ParameterForm
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.chips import ChoiceChip
from optexplorer.ui.widgets.segmented import Segmented
from optexplorer.ui.widgets.themed import set_role

_PREVIEW = QSize(520, 400)
_SETTLE = 120  # milliseconds without a change before the preview is drawn
_KINDS = (
    ("Picture", "What is on screen now, as PNG, SVG or PDF"),
    ("Animation", "The timeline from its first step to its last, as GIF, WebP or MP4"),
    ("Whole window", "The window as it is, with its panels"),
)
PICTURE, ANIMATION, WINDOW = range(3)

Preview = Callable[[int, Look], QImage]


class ExportDialog(QDialog):
    """``exportRequested`` comes with the kind of what is made and the ending of its file."""

    exportRequested = Signal(int, str, object, object)  # kind, ending, Look, Film
    copyRequested = Signal(int, object)  # kind, Look

    def __init__(self, parent: QWidget, preview: Preview, look: Look, film: Film) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export a picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preview, self.look, self.film = preview, look, film
        self.kind = Segmented(_KINDS)
        self.kind.setAccessibleName("What is made")
        self.kind.chosen.connect(lambda _index: self._show())
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.picture.setFixedSize(_PREVIEW)
        self.picture.setAccessibleName("Preview")
        set_role(self.picture, "preview")
        self.size_note = note()
        self.look_form = _form(Look, look)
        self.look_form.edited.connect(self._edit_look)
        self.film_form = _form(Film, film)
        self.film_form.edited.connect(self._edit_film)
        self.picture_format = ChoiceChip(_choices(PICTURES), "The kind of file", prefix="Format: ")
        self.film_format = ChoiceChip(_choices(FILMS), "The kind of file", prefix="Format: ")
        no_video = "MP4 needs the program ffmpeg, which is not installed here"
        self.film_format.set_possible(".mp4", ffmpeg() is not None, no_video)
        for chip in (self.picture_format, self.film_format):
            chip.edited.connect(lambda _key: self._show())
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._settle.timeout.connect(self._draw)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        self.copy_button = QPushButton("Copy")
        self.copy_button.setToolTip("Put the picture on the clipboard")
        self.copy_button.clicked.connect(lambda: self.copyRequested.emit(self._kind, self.look))
        self.export_button = QPushButton("Export…")
        self.export_button.setToolTip("Choose a file and write it")
        set_role(self.export_button, "primary")
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._export)
        close = QPushButton("Cancel")
        close.clicked.connect(self.reject)
        settings = QVBoxLayout()
        settings.setSpacing(6)
        settings.addWidget(self.kind)
        settings.addWidget(self.picture_format, 0, Qt.AlignmentFlag.AlignLeft)
        settings.addWidget(self.film_format, 0, Qt.AlignmentFlag.AlignLeft)
        self._look_heading, self._film_heading = heading("Picture"), heading("Animation")
        settings.addWidget(self._look_heading)
        settings.addWidget(self.look_form)
        settings.addWidget(self._film_heading)
        settings.addWidget(self.film_form)
        settings.addStretch(1)
        settings.addWidget(self.size_note)
        left = QVBoxLayout()
        left.addWidget(self.picture)
        left.addStretch(1)
        upper = QHBoxLayout()
        upper.setSpacing(16)
        upper.addLayout(left)
        upper.addLayout(settings, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(upper)
        column.addLayout(buttons)
        self.resize(920, 520)

    def choose(self, kind: int) -> None:
        """Turn to one of `PICTURE`, `ANIMATION` and `WINDOW`."""
        self.kind.show_choice(kind)
        self._show()

    @property
    def _kind(self) -> int:
        return self.kind.currentIndex()

    @property
    def ending(self) -> str:
        """Of the file that will be written."""
        return self.film_format.key if self._kind == ANIMATION else self.picture_format.key

    def _edit_look(self, name: str, value: Any) -> None:
        self.look = replace(self.look, **{name: value})
        self._show()

    def _edit_film(self, name: str, value: Any) -> None:
        self.film = replace(self.film, **{name: value})
        self._show()

    def _show(self) -> None:
        film, window = self._kind == ANIMATION, self._kind == WINDOW
        for widget, shown in (
            (self.picture_format, not film),
            (self.film_format, film),
            (self._film_heading, film),
            (self.film_form, film),
            (self.look_form, not window),
            (self._look_heading, not window),
        ):
            widget.setVisible(shown)
        self.copy_button.setEnabled(not film)
        self.look_form.show_values(self.look.to_mapping())
        self.film_form.show_values(self.film.to_mapping())
        refusal = "" if window else self.look.refusal
        self.export_button.setEnabled(not refusal)
        set_role(self.size_note, "danger" if refusal else "muted")
        self.size_note.setText(refusal or self._words())
        self._settle.start()

    def _words(self) -> str:
        if self._kind == WINDOW:
            return "The size of the window, times the scale of pictures."
        across, down = self.look.size
        if self._kind == ANIMATION:
            count = len(self.film.cursors(0))
            across, down = self.look.width, self.look.height
            return f"{count} frames of {across} × {down} pixels"
        return f"{across} × {down} pixels" if self.ending == ".png" else "As large as it is printed"

    def _draw(self) -> None:
        if self._kind != WINDOW and self.look.refusal:
            self.picture.clear()
            return
        image = self._preview(self._kind, self.look)
        ratio = self.devicePixelRatioF()
        room = (_PREVIEW - QSize(2, 2)) * ratio
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        small = QPixmap.fromImage(image.scaled(room, keep, smooth))
        small.setDevicePixelRatio(ratio)
        self.picture.setPixmap(small)

    def _export(self) -> None:
        self.exportRequested.emit(self._kind, self.ending, self.look, self.film)


def _form(declared: Any, value: Look | Film) -> ParameterForm:
    form = ParameterForm(declared)
    form.show_values(value.to_mapping())
    return form


def _choices(kinds: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {ending: (text.partition(",")[0], text) for ending, text in kinds.items()}
