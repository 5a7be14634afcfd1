"""Light and dark."""

import re
import sys
from dataclasses import fields
from pathlib import Path
from weakref import WeakMethod

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics, QImage, QPalette
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget
from shiboken6 import delete

from optexplorer.ui import theme
from optexplorer.ui.panels.surface_tile import SurfaceTile
from optexplorer.ui.stylesheet import stylesheet
from optexplorer.ui.tokens import DARK, LIGHT
from optexplorer.ui.widgets.card import Card, heading, note
from optexplorer.ui.widgets.chips import ToggleChip
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.themed import set_role


def contrast(first, second):
    def luminance(text):
        parts = [QColor(text).redF(), QColor(text).greenF(), QColor(text).blueF()]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


class Picture(QWidget):
    """Paints itself."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def look(self, tokens):
        self.seen.append(tokens.name)
        yield

    def fail(self, tokens):
        self.seen.append("failed")
        yield
        raise ValueError(tokens.name)


@pytest.fixture
def dressed(qapp):
    font, palette, style = qapp.font(), qapp.palette(), qapp.style().name()
    yield qapp
    qapp.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)
    if found := qapp.findChild(theme.Theme):
        qapp.styleHints().colorSchemeChanged.disconnect(found._on_system_changed)
        found.setParent(None)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(tokens):
    for ground in ("window", "panel", "card", "canvas", "field", "hover"):
        assert contrast(tokens.text, getattr(tokens, ground)) > 7.0
        assert contrast(tokens.muted, getattr(tokens, ground)) > 4.5
        assert contrast(tokens.outline, getattr(tokens, ground)) > 2.0
    assert contrast(tokens.accent, tokens.accent_text) > 4.5
    assert contrast(tokens.bubble, tokens.bubble_text) > 7.0
    for token in ("danger", "warning", "success"):
        assert contrast(getattr(tokens, token), tokens.card) > 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_has_no_colours_of_its_own_and_names_files_that_exist(tokens):
    sheet = stylesheet(tokens)
    known = {getattr(tokens, field.name) for field in fields(tokens)}
    assert set(re.findall(r"#[0-9a-f]{6}\b", sheet)) <= known
    for file in re.findall(r"url\((.*?)\)", sheet):
        assert "<svg" in Path(file).read_text(encoding="utf-8")


def test_apply_dresses_the_application_and_tells(dressed, qtbot):
    picture = Picture()
    qtbot.addWidget(picture)
    dark = theme.apply(dressed, "dark")
    dark.follow(picture.look)
    assert dressed.palette().color(QPalette.ColorRole.Window) == DARK.color("window")
    assert theme.apply(dressed, "light") is dark
    assert picture.seen == ["dark", "light"]
    assert dressed.palette().color(QPalette.ColorRole.Window) == LIGHT.color("window")


def test_pictures_follow_until_they_go(dressed, qtbot):
    current = theme.apply(dressed, "light")
    kept, gone, lost = Picture(), Picture(), Picture()
    for picture in (kept, gone):
        qtbot.addWidget(picture)
    for picture in (kept, gone, lost):
        current.follow(picture.look)
    assert kept.seen == ["light"], "at once"
    delete(gone)
    del lost
    theme.apply(dressed, "dark")
    assert kept.seen == ["light", "dark"]
    assert gone.seen == ["light"]


def test_a_picture_that_fails_is_told_and_the_window_is_seen(dressed, qtbot, monkeypatch):
    current = theme.apply(dressed, "light")
    bad, good, told = Picture(), Picture(), []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: told.append(kind))
    for picture in (bad, good):
        qtbot.addWidget(picture)
    current.follow(good.look)
    current._looks.insert(0, WeakMethod(bad.fail))
    current.dress(good)
    good.show()
    qtbot.waitExposed(good)
    theme.apply(dressed, "dark")
    current.finish()
    assert told == [ValueError]
    assert good.seen == ["light", "dark"]
    assert good.updatesEnabled()


def test_system_follows_the_system(dressed, qtbot):
    current = theme.apply(dressed, "light")
    current.set_scheme("system")
    picture = Picture()
    qtbot.addWidget(picture)
    current.follow(picture.look)
    dressed.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert picture.seen[-1] == "dark"
    theme.apply(dressed, "light")
    dressed.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert picture.seen[-1] == "light"


def test_the_shipped_font_has_tabular_figures(dressed):
    theme.apply(dressed, "light")
    assert "Inter" in QFontDatabase.families()
    metrics = QFontMetrics(dressed.font())
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_unchecked_box_can_be_seen(dressed, qtbot, scheme):
    box = QCheckBox("clip")
    qtbot.addWidget(box)
    worn = theme.apply(dressed, scheme)
    worn.dress(box)
    tokens = worn.tokens
    box.show()
    qtbot.waitExposed(box)
    image = box.grab().toImage()
    row = image.height() // 2
    seen = {image.pixelColor(x, row).name() for x in range(20)}
    assert tokens.outline in seen


@pytest.mark.parametrize("role", ["", "primary", "chip", "dashed"])
def test_a_button_that_does_nothing_looks_different(dressed, qtbot, role):
    button = QPushButton("Use")
    qtbot.addWidget(button)
    set_role(button, role)
    theme.apply(dressed, "light").dress(button)
    enabled = button.grab().toImage()
    button.setEnabled(False)
    assert button.grab().toImage() != enabled


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_locked_looks_locked(dressed, qtbot, scheme):
    def colours(part):
        image = holder.grab().toImage().copy(part.geometry())
        across, down = range(image.width()), range(image.height())
        return {image.pixelColor(x, y).name() for x in across for y in down}

    def strongest():
        """The contrast of each part's text or picture with what is behind it."""
        ground = holder.grab().toImage().pixelColor(1, 1).name()
        return [max(contrast(ground, name) for name in colours(part)) for part in parts]

    holder = QWidget()
    column = QVBoxLayout(holder)
    summary, add = ElidedLabel("γ 0.9"), QPushButton("+ Add")
    set_role(summary, "muted")
    set_role(add, "dashed")
    tile = SurfaceTile("Sphere", "round bowl", "", holder)
    picture = QImage(8, 4, QImage.Format.Format_RGB32)
    picture.fill(QColor("#405060"))
    tile.set_image(picture)
    tile.setChecked(True)
    card = Card(holder)
    card.setFixedHeight(30)
    card.show_selected(True)
    words = summary, note("lowest value"), heading("Problem"), add, ToggleChip("clip", "")
    parts = *words, tile, card
    for part in parts:
        column.addWidget(part)
    holder.resize(300, 340)
    qtbot.addWidget(holder)
    worn = theme.apply(dressed, scheme)
    worn.dress(holder)
    holder.show()
    qtbot.waitExposed(holder)
    before = strongest()
    holder.setEnabled(False)
    after = strongest()
    assert all(now < 0.9 * then for now, then in zip(after, before, strict=True)), (before, after)
    assert min(after[:-1]) > 1.7, "it can still be read"
    assert worn.tokens.accent not in colours(tile) | colours(card)
