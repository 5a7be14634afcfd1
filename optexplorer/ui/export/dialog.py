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
from optexplorer.ui.export.look import ANIMATION, PICTURE, WINDOW, Film, Look
from optexplorer.ui.export.picture import PICTURES
from optexplorer.ui.export.refusals import Subject, no_clear, refusal
from optexplorer.ui.forms import ParameterForm
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.chips import ChoiceChip
from optexplorer.ui.widgets.segmented import Segmented
from optexplorer.ui.widgets.themed import set_role

_PREVIEW = QSize(520, 400)
_SETTLE = 120  # milliseconds without a change before the preview is drawn
_KINDS = {
    PICTURE: ("Picture", "What is on screen now, as PNG, SVG or PDF"),
    ANIMATION: ("Animation", "The timeline from its first step to its last, as GIF, WebP or MP4"),
    WINDOW: ("Whole window", "The window as it is, with its panels"),
}
Preview = Callable[[int, Look, float, Callable[[QImage], object]], object]  # scale; who shows it


class ExportDialog(QDialog):
    """``exportRequested`` comes with the kind of what is made and the ending of its file."""

    exportRequested = Signal(int, str, object, object)  # kind, ending, Look, Film
    copyRequested = Signal(int, object)  # kind, Look

    def __init__(
        self,
        parent: QWidget,
        preview: Preview,
        subject: Subject,
        look: Look,
        film: Film,
        kind: int = PICTURE,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preview, self._subject = preview, subject
        self.look, self.film = look, film
        self.kind = Segmented(tuple(_KINDS.values()))
        self.kind.setAccessibleName("What is made")
        self.kind.show_choice(kind)
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
        self.setWindowTitle("Export an animation" if film else "Export a picture")
        for widget, shown in (
            (self.picture_format, not film),
            (self.film_format, film),
            (self._film_heading, film),
            (self.film_form, film),
        ):
            widget.setVisible(shown)
        for name, row in self.look_form.rows.items():
            assert isinstance(row, QWidget)  # noqa: S101
            row.setVisible(not film if name == "scale" else not window)
        self.look_form.show_values(self.look.to_mapping())
        self.film_form.show_values(self.film.to_mapping())
        background = self.look_form.rows["background"]
        assert isinstance(background, ChoiceChip)  # noqa: S101
        why_opaque = no_clear(self._kind, self.ending)
        background.set_possible("transparent", not why_opaque, why_opaque)
        why = self.refusal
        self.export_button.setEnabled(not why)
        self.copy_button.setEnabled(not (film or why))
        set_role(self.size_note, "danger" if why else "muted")
        self.size_note.setText(why or self._words())
        self._settle.start()

    @property
    def refusal(self) -> str:
        """Why this cannot be made; empty where it can."""
        return refusal(self._kind, self.ending, self.look, self.film, self._subject)

    def _words(self) -> str:
        if self._kind == ANIMATION:
            across, down = self.look.still.size
            return f"{self.film.count} frames of {across} × {down} pixels"
        across, down = self.look.size
        if self._kind == WINDOW:
            across, down = (round(length * self.look.scale) for length in self._subject.window)
            if self.ending != ".png":
                kind = self.ending[1:].upper()
                return f"{across} × {down} pixels, which the {kind} holds as they are, not as lines"
        elif self.ending != ".png":
            return "As large as it is printed"
        return f"{across} × {down} pixels"

    def _draw(self) -> None:
        if not self.isVisible():  # closed within another dialog, it is there a moment longer
            return
        if self.refusal:
            self.picture.clear()
            return
        ratio = self.devicePixelRatioF()
        room = (_PREVIEW - QSize(2, 2)) * ratio
        fit = min(room.width() / self.look.width, room.height() / self.look.height)
        self._preview(self._kind, self.look, fit, self._show_preview)

    def _show_preview(self, image: QImage) -> None:
        if self.refusal:
            return
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
