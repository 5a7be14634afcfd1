from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import DataSpec
from optexplorer.problems.data.catalogue import data_sets
from optexplorer.ui.panels.data_panel import DataPanel
from tests.ui.tools import Heard, answer_tables, shown

FLIPPERS = DataSpec("penguins_flipper_mass", ("flipper_length_mm",), "body_mass_g")


@pytest.fixture
def panel(qtbot: QtBot) -> DataPanel:
    panel = DataPanel(data_sets())
    answer_tables(panel)
    panel.resize(252, 700)
    return shown(qtbot, panel)


@pytest.fixture
def asked(panel: DataPanel) -> list[DataSpec]:
    asked: list[DataSpec] = []
    panel.dataRequested.connect(asked.append)
    return asked


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text("city,a,b,c\nX,1,2,0\nY,2,4,1\nZ,3,7,1\nX,,9,0\n", encoding="utf-8")
    return path


def drop(panel: DataPanel, path: Path) -> bool:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    what = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPoint(9, 9), *what)
    QApplication.sendEvent(panel, entering)
    if not entering.isAccepted():
        return False
    dropping = QDropEvent(QPoint(9, 9).toPointF(), *what)
    QApplication.sendEvent(panel, dropping)
    return dropping.isAccepted()


def test_a_shipped_table_comes_with_a_fit(panel: DataPanel, asked: list[DataSpec]) -> None:
    heard = Heard(panel)
    index = panel.source.findData("penguins_sex")
    panel.source.activated.emit(index)
    assert asked == [data_sets()["penguins_sex"].suggestion]
    assert heard.commits == 1
    assert panel.preview.summary.text().startswith("333 rows, 4 columns")
    assert panel.preview.table.item(0, 0).text() == "18.7"


def test_a_table_of_ones_own_is_dropped_on_the_panel(
    panel: DataPanel, asked: list[DataSpec], csv: Path
) -> None:
    assert drop(panel, csv)
    assert asked == [DataSpec(str(csv), ("b",), "c")]
    assert "1 cell missing" in panel.preview.summary.text()
    assert "text: city" in panel.preview.summary.text()
    assert panel.source.currentText() == "mine.csv"


@pytest.mark.parametrize("name", ["mine.csv", "penguins_flipper_mass"])
def test_a_table_beside_its_experiment_is_chosen_again(
    panel: DataPanel, asked: list[DataSpec], csv: Path, name: str
) -> None:
    csv.rename(csv.with_name(name))
    panel.show_data(DataSpec(f"./{name}", ("a",), "b", folder=str(csv.parent)), ())
    own = panel.source.currentIndex()
    panel.source.activated.emit(panel.source.findData("penguins_sex"))
    panel.source.activated.emit(own)
    assert asked[-1].target == "c"
    assert panel.source.currentIndex() == own
    assert panel.error.isHidden()


def test_what_is_no_table_is_not_taken(panel: DataPanel, tmp_path: Path) -> None:
    assert not drop(panel, tmp_path / "picture.png")


@pytest.mark.parametrize("text", ["", "only,a,header\n", "name,city\nA,X\nB,Y\n"])
def test_a_table_without_numbers_is_refused_with_a_sentence(
    panel: DataPanel, asked: list[DataSpec], tmp_path: Path, text: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(text, encoding="utf-8")
    panel.open_file(path)
    assert asked == []
    assert not panel.error.isHidden()
    assert panel.error.text().startswith("odd.csv ")
    assert panel.error.text().endswith(".")


def test_an_error_leaves_with_its_cause(
    panel: DataPanel, asked: list[DataSpec], tmp_path: Path, csv: Path
) -> None:
    panel.open_file(tmp_path / "gone.csv")
    assert not panel.error.isHidden()
    panel.open_file(csv)
    assert panel.error.isHidden()
    assert len(asked) == 1


def test_one_or_two_features(panel: DataPanel, asked: list[DataSpec], csv: Path) -> None:
    panel.show_data(DataSpec(str(csv), ("a",), "c"), ())
    features = panel.form.features
    assert not features["c"].isEnabled(), "it is the target"
    features["b"].click()
    assert asked[-1].features == ("a", "b")
    features["a"].click()
    assert asked[-1].features == ("b",)
    features["b"].click()
    assert asked[-1].features == ("b",)
    assert features["b"].isChecked(), "one feature at least"


def test_the_target_is_no_feature(panel: DataPanel, asked: list[DataSpec], csv: Path) -> None:
    panel.show_data(DataSpec(str(csv), ("a",), "c"), ())
    panel.form.target.textActivated.emit("a")
    assert (asked[-1].target, asked[-1].features) == ("a", ("b",))


def test_model_loss_penalty_and_standardisation(
    qtbot: QtBot, panel: DataPanel, asked: list[DataSpec], csv: Path
) -> None:
    panel.show_data(DataSpec(str(csv), ("a",), "b"), ())
    form = panel.form
    form.losses["linear"].pick("huber")
    form.model.pick("logistic")
    assert (asked[0].loss, asked[1].loss, asked[1].target) == ("huber", "log_loss", "c")
    form.losses["logistic"].pick("hinge")
    form.standardize.click()
    form.l2.field.setFocus()
    form.l2.field.selectAll()
    qtbot.keyClicks(form.l2.field, "0.5")
    qtbot.keyClick(form.l2.field, Qt.Key.Key_Return)
    assert asked[-1].loss == "hinge"
    assert not asked[-1].standardize
    assert asked[-1].l2 == 0.5


def test_show_is_silent(panel: DataPanel, asked: list[DataSpec]) -> None:
    panel.show_data(FLIPPERS, ("standardised: flipper_length_mm (mean 200.9, std 14)",))
    assert asked == []
    assert panel.form.spec == FLIPPERS
    assert "mean 200.9" in panel.notes.text()
    assert panel.source.currentData() == "penguins_flipper_mass"


def test_choosing_a_file_is_left_to_the_window(qtbot: QtBot, panel: DataPanel) -> None:
    with qtbot.waitSignal(panel.fileRequested):
        panel.open_button.click()
