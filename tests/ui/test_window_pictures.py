"""Pictures and animations, as the window makes them."""

from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from optexplorer.storage.errors import StorageError
from optexplorer.ui.export.dialog import ExportDialog
from optexplorer.ui.export.exports import named
from optexplorer.ui.export.look import ANIMATION, PICTURE, WINDOW, Film, Look
from optexplorer.ui.export.picture import PICTURES
from optexplorer.ui.export.strips import Strips
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.widgets.chips import ChoiceChip
from tests.ui.export.tools import colours, png_size
from tests.ui.window import LONG, action, row

SMALL = Look(width=480, height=320, scale=1.0)


def opened(window: MainWindow, name: str) -> ExportDialog:
    action(window, name).trigger()
    (dialog,) = [d for d in window.findChildren(ExportDialog) if d.isVisible()]
    return dialog


def test_the_dialog_shows_what_will_be_written(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(window, "export_picture")
    qtbot.waitUntil(lambda: not dialog.picture.pixmap().isNull())
    assert len(colours(dialog.picture.pixmap().toImage())) > 40
    assert dialog.size_note.text() == "2560 × 1600 pixels"
    row(dialog.look_form, "scale").field.edited.emit(1.0)
    assert dialog.size_note.text() == "1280 × 800 pixels"
    for name in ("contour", "in_3d", "curves"):
        dialog.look_form.rows[name].edited.emit(False)
    assert dialog.size_note.text().startswith("Nothing to show")
    assert not dialog.export_button.isEnabled()
    assert not dialog.copy_button.isEnabled()
    dialog.reject()


def test_a_dialog_that_is_over_asks_for_no_preview(window: MainWindow, qtbot: QtBot) -> None:
    """It is there a moment longer where it ends within another dialog."""
    asked: list[str] = []

    def dialog(name: str) -> ExportDialog:
        subject, look, film = window.exports.subject, Look(), Film()
        made = ExportDialog(window, lambda *_: asked.append(name), subject, look, film)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        made.open()
        return made

    over = dialog("over")
    over.reject()
    there = dialog("there")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["there"]
    there.reject()
    for made in (over, there):
        made.deleteLater()


def test_each_kind_has_the_settings_that_matter_to_it(window: MainWindow) -> None:
    dialog = opened(window, "export_picture")
    scale, width = row(dialog.look_form, "scale"), row(dialog.look_form, "width")
    assert (scale.isVisible(), width.isVisible()) == (True, True)
    dialog.kind.setCurrentIndex(ANIMATION)
    assert (scale.isVisible(), width.isVisible()) == (False, True)
    assert dialog.size_note.text() == "180 frames of 1280 × 800 pixels"
    assert not dialog.copy_button.isEnabled()
    dialog.kind.setCurrentIndex(WINDOW)
    assert (scale.isVisible(), width.isVisible()) == (True, False)
    size = f"{2 * window.width()} × {2 * window.height()} pixels"
    assert dialog.size_note.text() == size
    dialog.reject()


def test_a_film_that_cannot_be_transparent_does_not_offer_it_and_says_why(window: MainWindow) -> None:
    dialog = opened(window, "export_picture")
    background = dialog.look_form.rows["background"]
    assert isinstance(background, ChoiceChip)
    background.pick("transparent")
    assert dialog.export_button.isEnabled()
    dialog.kind.setCurrentIndex(ANIMATION)
    assert dialog.ending == ".gif"
    assert dialog.size_note.text().startswith("A GIF has no transparent background here: choose")
    assert not dialog.export_button.isEnabled()
    assert not background.possible("transparent")
    dialog.film_format.pick(".webp")
    assert background.possible("transparent")
    assert dialog.export_button.isEnabled()
    dialog.film_format.pick(".gif")
    background.pick("light")
    assert dialog.export_button.isEnabled()
    dialog.reject()


def test_a_window_in_a_file_of_lines_is_a_picture_all_the_same(window: MainWindow) -> None:
    dialog = opened(window, "export_picture")
    dialog.kind.setCurrentIndex(WINDOW)
    dialog.picture_format.pick(".svg")
    assert dialog.size_note.text().endswith("which the SVG holds as they are, not as lines")
    dialog.reject()


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("race", "race.png"),
        ("race.v2", "race.v2.png"),
        ("race.PNG", "race.PNG"),
        ("race.svg", "race.svg"),
        ("race.gif", "race.gif.png"),
        ("notes.txt", "notes.txt.png"),
    ],
)
def test_the_file_that_is_written_is_the_one_that_was_named(typed: str, path: str) -> None:
    assert named(f"/folder/{typed}", ".png", PICTURES) == Path("/folder") / path


def test_a_file_that_nobody_named_is_not_replaced_unasked(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "race.png").write_bytes(b"old")
    dialog = opened(window, "export_picture")
    typed, cancel = (str(tmp_path / "race"), ""), QMessageBox.StandardButton.Cancel
    naming = mock.patch.object(QFileDialog, "getSaveFileName", return_value=typed)
    with naming, mock.patch.object(QMessageBox, "question", return_value=cancel) as asked:
        dialog.export_button.click()
    assert asked.call_args.args[2] == "race.png exists already. Replace it?"
    assert (tmp_path / "race.png").read_bytes() == b"old"
    assert dialog.isVisible()
    dialog.reject()


def test_what_is_refused_is_not_copied(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("kept")
    window.exports._copy(PICTURE, Look(contour=False, in_3d=False, curves=False))
    assert window.status.label.text().startswith("Nothing to show")
    assert QGuiApplication.clipboard().text() == "kept"


def test_a_picture_with_3d_from_the_dialog_to_the_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(window, "export_picture")
    path = tmp_path / "race"
    typed = mock.patch.object(QFileDialog, "getSaveFileName", return_value=(str(path), ""))
    with typed, qtbot.waitSignal(window.exports.writer.done, timeout=LONG):
        dialog.export_button.click()
    assert window.status.label.text() == "Exported race.png"
    assert png_size(tmp_path / "race.png") == (2560, 1600)
    image = QImage(str(tmp_path / "race.png"))
    right = image.copy(1400, 100, 1000, 900)
    assert len(colours(right)) > 200, "the landscape"


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_other_kinds_of_picture(window: MainWindow, qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    with qtbot.waitSignal(window.exports.writer.done, timeout=LONG):
        window.exports.write(PICTURE, tmp_path / f"race.{kind}", SMALL, Film())
    assert (tmp_path / f"race.{kind}").stat().st_size > 10_000


def test_the_whole_window_at_its_scale(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.exports.writer.done, timeout=LONG):
        window.exports.write(WINDOW, tmp_path / "window.png", Look(scale=1.5), Film())
    width, height = png_size(tmp_path / "window.png")
    assert (width, height) == (int(window.width() * 1.5), int(window.height() * 1.5))


def test_the_picture_on_the_clipboard(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    action(window, "copy_picture").trigger()
    qtbot.waitUntil(lambda: window.status.label.text() == "The picture is on the clipboard")
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (2560, 1600)
    assert len(colours(image)) > 40


def test_an_animation_with_3d(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    film = Film(rate=10, seconds=0.5, hold=0.0)
    with qtbot.waitSignal(window.exports.reel.done, timeout=LONG):
        window.exports.write(ANIMATION, tmp_path / "race.webp", SMALL, film)
    with Image.open(tmp_path / "race.webp") as made:
        assert (made.size, made.n_frames) == ((480, 320), 5)


def test_an_animation_can_be_called_off(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.exports.reel.progressed, timeout=LONG):
        window.exports.write(ANIMATION, tmp_path / "race.gif", SMALL, Film(seconds=60.0))
    window.exports._progress.canceled.emit()
    assert not window.exports.reel.busy
    assert window.status.label.text() == "The animation was called off"
    assert not (tmp_path / "race.gif").exists()


def test_a_place_that_cannot_be_written_is_said(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    with (
        mock.patch.object(QMessageBox, "warning") as warning,
        qtbot.waitSignal(window.exports.writer.failed, timeout=LONG),
    ):
        window.exports.write(PICTURE, tmp_path / "none" / "a.png", SMALL, Film())
    assert "there is no folder" in warning.call_args.args[2]


def test_a_second_animation_waits_and_the_first_goes_on(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    exports = window.exports
    with qtbot.waitSignal(exports.reel.progressed, timeout=LONG):
        exports.write(ANIMATION, tmp_path / "first.gif", SMALL, Film(seconds=60.0))
    with mock.patch.object(QMessageBox, "warning") as warning:
        exports.write(ANIMATION, tmp_path / "second.gif", SMALL, Film())
    assert warning.call_args.args[2] == "One animation at a time: first.gif is still being made"
    assert exports.reel.path == tmp_path / "first.gif"
    exports._call_off()


def test_a_picture_beside_an_animation_leaves_it_alone(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    exports = window.exports
    exports.write(ANIMATION, tmp_path / "race.gif", SMALL, Film(seconds=60.0))
    with qtbot.waitSignal(exports.writer.done, timeout=LONG):
        exports.write(PICTURE, tmp_path / "race.png", SMALL, Film())
    assert png_size(tmp_path / "race.png") == (480, 320)
    assert exports.reel.busy
    exports._call_off()


def test_closing_asks_about_an_unfinished_animation(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    buttons = QMessageBox.StandardButton
    assert window.exports.may_give_up()
    window.exports.write(ANIMATION, tmp_path / "race.gif", SMALL, Film(seconds=60.0))
    with mock.patch.object(QMessageBox, "question", return_value=buttons.Cancel) as asked:
        assert not window.close()
    assert asked.call_args.args[2] == "An animation is still being made. Close and give it up?"
    assert window.isVisible()
    assert window.exports.reel.busy
    with mock.patch.object(QMessageBox, "question", return_value=buttons.Close):
        assert window.exports.may_give_up()
    window.exports._call_off()


LARGE = Look(width=2048, height=2048, scale=2.0)


def test_the_window_answers_while_a_large_picture_is_painted(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    exports, ticks = window.exports, []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: ticks.append(exports.painting.busy))
    timer.start()
    with qtbot.waitSignal(exports.writer.done, timeout=LONG):
        exports.write(PICTURE, tmp_path / "race.png", LARGE, Film())
    timer.stop()
    assert ticks.count(True) > 20
    assert png_size(tmp_path / "race.png") == (4096, 4096)


def test_a_picture_that_is_called_off_leaves_the_old_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    exports, path = window.exports, tmp_path / "race.png"
    path.write_bytes(b"old")
    exports.write(PICTURE, path, LARGE, Film())
    qtbot.wait(20)
    with mock.patch.object(QMessageBox, "warning") as warning:
        exports.write(PICTURE, tmp_path / "second.png", SMALL, Film())
    assert warning.call_args.args[2] == "One picture at a time: race.png is still being made"
    exports.painting.waiting.canceled.emit()
    assert not exports.painting.busy
    assert window.status.label.text() == "The picture was called off"
    assert exports.writer.path is None
    assert [p.name for p in tmp_path.iterdir()] == ["race.png"]
    assert path.read_bytes() == b"old"


def test_closing_asks_about_a_picture_that_is_being_painted(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.exports.write(PICTURE, tmp_path / "race.png", LARGE, Film())
    cancel = QMessageBox.StandardButton.Cancel
    with mock.patch.object(QMessageBox, "question", return_value=cancel) as asked:
        assert not window.exports.may_give_up()
    assert asked.call_args.args[2] == "A picture is still being made. Close and give it up?"
    window.exports.painting.stop()
    assert window.exports.may_give_up()
    assert not (tmp_path / "race.png").exists()


def test_what_goes_wrong_while_painting_is_told(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    error = StorageError("the picture does not fit into memory")
    with (
        mock.patch.object(Strips, "raster", side_effect=error),
        mock.patch.object(QMessageBox, "warning") as warning,
    ):
        window.exports.write(PICTURE, tmp_path / "race.png", SMALL, Film())
        qtbot.waitUntil(lambda: warning.called)
    assert warning.call_args.args[2] == "race.png: the picture does not fit into memory"
    assert not window.exports.painting.busy


def test_a_preview_that_was_given_up_is_made_anew(window: MainWindow, qtbot: QtBot) -> None:
    exports, shown = window.exports, list[QImage]()
    preview = exports._preview
    preview.ask(PICTURE, SMALL, 1.0, shown.append)
    for _ in range(3):
        preview._turns._take()
    assert preview._stage is not None
    assert not preview._stage.made
    preview.ask(PICTURE, SMALL, 1.0, shown.append)
    preview._turns.finish()
    preview.leave()
    fresh = exports._new_stage(SMALL, 1.0)
    whole = fresh.image()
    fresh.deleteLater()
    (image,) = shown
    a, b = (np.frombuffer(made.constBits(), np.uint8).astype(int) for made in (image, whole))
    assert np.abs(a - b).mean() < 0.1


def test_what_is_waited_for_in_a_dialog_can_be_called_off_there(window: MainWindow) -> None:
    dialog = opened(window, "export_picture")
    waiting = window.exports.painting.waiting
    waiting.begin("Painting the picture…")
    assert waiting._dialog is not None
    assert waiting._dialog.parent() is dialog
    dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    waiting.show_share(0.5)
    waiting.end()
    waiting.begin("Painting the picture…")
    assert waiting._dialog.parent() is window
    waiting.end()
