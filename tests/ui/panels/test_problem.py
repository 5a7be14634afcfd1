from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import DataSpec, FormulaSpec, ProblemSpec, SurfaceSpec, Transform
from optexplorer.problems import build_problem
from optexplorer.problems.catalogue import catalogue
from optexplorer.problems.data.catalogue import data_sets
from optexplorer.problems.expression.errors import ExpressionError
from optexplorer.problems.expression.functions import FUNCTIONS
from optexplorer.problems.expression.parse import parse
from optexplorer.ui.panels.problem import ProblemPanel
from tests.ui.tools import Heard, Kinds, answer_tables, shown


def check(text: str, parameters: object) -> ExpressionError | None:
    try:
        parse(text, parameters)  # type: ignore[arg-type]
    except ExpressionError as error:
        return error
    return None


class Panel:
    def __init__(self, qtbot: QtBot) -> None:
        self.panel = ProblemPanel(catalogue(), check, tuple(FUNCTIONS), data_sets())
        answer_tables(self.panel.data)
        self.panel.resize(252, 676)
        self.asked: list[object] = []
        for name in ("surfaceRequested", "formulaRequested", "dataRequested", "startEdited",
                     "stepsEdited", "seedEdited"):  # fmt: skip
            getattr(self.panel, name).connect(self.asked.append)
        self.heard = Heard(self.panel)

    def show(self, spec: ProblemSpec) -> None:
        problem = build_problem(spec)
        self.panel.show_problem(problem, problem.start, 200, 0)


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    panel = Panel(qtbot)
    panel.show(SurfaceSpec("rosenbrock"))
    shown(qtbot, panel.panel)
    return panel


def enter(qtbot: QtBot, field: object, text: str) -> None:
    field.setFocus()  # type: ignore[attr-defined]
    field.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


# Surfaces


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("himmel", {"himmelblau"}),
        ("MONKEY saddle", {"monkey_saddle"}),
        ("no such thing", set()),
        ("", {entry.key for entry in catalogue()}),
    ],
)
def test_the_search_filters(panel: Panel, search: str, found: set[str]) -> None:
    gallery = panel.panel.surfaces.gallery
    gallery.search.setText(search)
    assert set(gallery.visible_keys) == found
    assert {key for key, tile in gallery.tiles.items() if not tile.isHidden()} == found


def test_a_search_that_is_cleared_arranges_the_tiles_once(qtbot: QtBot, panel: Panel) -> None:
    gallery = panel.panel.surfaces.gallery
    gallery.search.setText("himmelblau")
    (tile,) = (gallery.tiles[key] for key in gallery.visible_keys)
    qtbot.waitUntil(lambda: tile.y() < 100)
    kinds = Kinds(tile)
    gallery.search.clear()
    qtbot.waitUntil(lambda: tile.y() > 100)
    assert kinds.seen.count(QEvent.Type.Move) <= 2


def test_no_tile_says_its_name_twice(panel: Panel) -> None:
    tiles = panel.panel.surfaces.gallery.tiles
    assert tiles["sphere"].accessibleDescription() == "round bowl"
    said = {tile.text().casefold(): tile.accessibleDescription() for tile in tiles.values()}
    assert not [name for name, caption in said.items() if caption and caption in name]
    assert said["golf hole"] == ""


def test_a_click_asks_for_a_surface(qtbot: QtBot, panel: Panel) -> None:
    gallery = panel.panel.surfaces.gallery
    qtbot.mouseClick(gallery.tiles["himmelblau"], Qt.MouseButton.LeftButton)
    assert panel.asked == [SurfaceSpec("himmelblau")]
    assert panel.heard.commits == 1
    qtbot.mouseClick(gallery.tiles["himmelblau"], Qt.MouseButton.LeftButton)
    assert len(panel.asked) == 1, "it is the one that is asked for"
    qtbot.mouseClick(gallery.tiles["rosenbrock"], Qt.MouseButton.LeftButton)
    assert panel.asked[1:] == [SurfaceSpec("rosenbrock")], "while the other is being built"


def test_tiles_are_walked_with_the_keyboard(qtbot: QtBot, panel: Panel) -> None:
    gallery = panel.panel.surfaces.gallery
    gallery.search.setText("saddle")
    gallery.search.setFocus()
    qtbot.keyClick(gallery.search, Qt.Key.Key_Down)
    keys = gallery.visible_keys
    assert gallery.tiles[keys[0]].hasFocus()
    qtbot.keyClick(gallery.tiles[keys[0]], Qt.Key.Key_Right)
    assert gallery.tiles[keys[1]].hasFocus()
    qtbot.keyClick(gallery.tiles[keys[1]], Qt.Key.Key_Down)
    below = gallery.focusWidget()
    assert below is not None
    assert below.y() > gallery.tiles[keys[1]].y()
    qtbot.keyClick(below, Qt.Key.Key_Return)
    assert len(panel.asked) == 1


def test_exactly_one_tile_is_a_tab_stop(panel: Panel) -> None:
    gallery = panel.panel.surfaces.gallery

    def stops() -> list[str]:
        tab = Qt.FocusPolicy.TabFocus
        return [key for key, tile in gallery.tiles.items() if tile.focusPolicy() & tab]

    assert stops() == ["rosenbrock"]
    gallery.search.setText("himmelblau")
    assert stops() == ["himmelblau"]


def test_the_surface_in_use_is_ringed_and_in_view(qtbot: QtBot, panel: Panel) -> None:
    gallery = panel.panel.surfaces.gallery
    panel.show(SurfaceSpec("peaks"))
    assert [key for key, tile in gallery.tiles.items() if tile.isChecked()] == ["peaks"]
    qtbot.waitUntil(lambda: not gallery.tiles["peaks"].visibleRegion().isEmpty())


def test_the_parameters_of_a_surface_are_sliders(qtbot: QtBot, panel: Panel) -> None:
    surfaces = panel.panel.surfaces
    assert list(surfaces.parameters) == ["a", "b"]
    enter(qtbot, surfaces.parameters["b"].field, "10")
    assert panel.asked == [SurfaceSpec("rosenbrock", (("b", 10.0),))]
    enter(qtbot, surfaces.parameters["b"].field, "100")
    assert panel.asked[-1] == SurfaceSpec("rosenbrock"), "only what differs from the defaults"
    panel.show(SurfaceSpec("peaks"))
    assert surfaces.parameters == {}


def test_a_surface_is_turned_and_stretched(qtbot: QtBot, panel: Panel) -> None:
    surfaces = panel.panel.surfaces
    surfaces.transform.header.click()
    enter(qtbot, surfaces.rotate.field, "30")
    enter(qtbot, surfaces.stretch[1].field, "2")
    assert panel.asked[-1] == SurfaceSpec("rosenbrock", transform=Transform(30.0, (1.0, 2.0)))


def test_thumbnails_arrive_later(panel: Panel) -> None:
    image = QImage(96, 72, QImage.Format.Format_RGB888)
    image.fill(0)
    panel.panel.set_thumbnail("peaks", image)
    assert panel.panel.surfaces.gallery.tiles["peaks"].image is not None


def test_what_is_known_is_said(panel: Panel) -> None:
    panel.show(SurfaceSpec("himmelblau"))
    assert panel.panel.foot.remark.text() == "4 known minima · lowest value 0"
    problem = build_problem(SurfaceSpec("himmelblau"))
    panel.panel.show_problem(problem, problem.start, 200, 0, "9 critical points in view")
    assert panel.panel.foot.remark.text() == "9 critical points in view"


def test_a_refusal_is_said_and_taken_back(panel: Panel) -> None:
    panel.panel.show_error("The formula is too long.")
    assert not panel.panel.error.isHidden()
    panel.panel.show_error("")
    assert panel.panel.error.isHidden()


# Start, steps, seed


def test_any_start_can_be_typed(qtbot: QtBot, panel: Panel) -> None:
    x, y = panel.panel.foot.start
    enter(qtbot, x.field, "1e3")
    enter(qtbot, y.field, "-0,123456789")
    assert panel.asked == [(1000.0, 1.0), (1000.0, -0.123456789)]
    assert panel.heard.commits == 2


def test_one_variable_has_one_field(panel: Panel) -> None:
    panel.show(SurfaceSpec("line_parabola"))
    assert len(panel.panel.foot.start) == 1
    assert panel.panel.surfaces.stretch[1].isHidden()


def test_steps_and_seed(qtbot: QtBot, panel: Panel) -> None:
    enter(qtbot, panel.panel.foot.steps.field, "0")
    enter(qtbot, panel.panel.foot.steps.field, "5000")
    enter(qtbot, panel.panel.foot.seed.field, "42")
    assert panel.asked == [5000, 42]


@pytest.mark.parametrize(
    "spec",
    [
        SurfaceSpec("himmelblau"),
        SurfaceSpec("rosenbrock", (("a", 2.0),), transform=Transform(10.0, (1.0, 3.0))),
        SurfaceSpec("line_abs"),
        FormulaSpec("a*x^2 + y^2", (("a", 3.0),)),
        FormulaSpec("x^2"),
        DataSpec("penguins_flipper_mass", ("flipper_length_mm",), "body_mass_g"),
        DataSpec("penguins_sex", ("bill_depth_mm",), "male", "logistic", "hinge", 0.1, False),
    ],
    ids=lambda spec: type(spec).__name__,
)  # fmt: skip
def test_show_is_silent(qtbot: QtBot, panel: Panel, spec: ProblemSpec) -> None:
    panel.show(spec)
    panel.show(spec)
    qtbot.wait(0)
    assert panel.asked == []
    assert panel.heard.commits == 0
    kinds = {SurfaceSpec: 0, FormulaSpec: 1, DataSpec: 2}
    assert panel.panel.kinds.currentIndex() == kinds[type(spec)]
    assert panel.panel.pages.currentIndex() == kinds[type(spec)]


def test_the_look_at_another_kind_asks_for_nothing(panel: Panel) -> None:
    panel.panel.kinds.setCurrentIndex(1)
    assert panel.panel.pages.currentIndex() == 1
    assert panel.asked == []
    formula = panel.panel.formula
    assert formula.editor.text == next(e.expression for e in catalogue() if e.key == "rosenbrock")
    assert list(formula.knobs) == ["a", "b"], "the surface's own formula, to go on from"


# Formula


@pytest.fixture
def formula(panel: Panel) -> Panel:
    panel.show(FormulaSpec("x^2 + y^2"))
    return panel


def type_formula(qtbot: QtBot, panel: Panel, text: str) -> Callable[[], None]:
    editor = panel.panel.formula.editor
    editor.box.setFocus()
    editor.box.selectAll()
    qtbot.keyClicks(editor.box, text)
    return editor.look


def test_a_formula_is_asked_for_while_typing(qtbot: QtBot, formula: Panel) -> None:
    with qtbot.waitSignal(formula.panel.formulaRequested):
        type_formula(qtbot, formula, "x^4 + y^2")
    domain = build_problem(FormulaSpec("x^2 + y^2")).domain
    assert formula.asked == [FormulaSpec("x^4 + y^2", (), domain)]
    assert formula.heard.commits == 0
    qtbot.keyClick(formula.panel.formula.editor.box, Qt.Key.Key_Return)
    assert formula.heard.commits == 1


def test_an_error_is_underlined_where_it_is(qtbot: QtBot, formula: Panel) -> None:
    type_formula(qtbot, formula, "x^2 + foo(y)")()
    editor = formula.panel.formula.editor
    assert formula.asked == []
    assert not editor.sentence.isHidden()
    assert "foo" in editor.sentence.text()
    (mark,) = editor.box.extraSelections()
    assert mark.cursor.selectionStart() == 6
    assert editor.box.property("invalid") is True
    type_formula(qtbot, formula, "x^2")()
    assert editor.sentence.isHidden()
    assert editor.box.extraSelections() == []


@pytest.mark.parametrize("text", ["", "(", "x +", "y)", "1 +* 2", "α", "x" * 400])
def test_no_text_breaks_the_box(qtbot: QtBot, formula: Panel, text: str) -> None:
    formula.panel.formula.editor.box.setPlainText(text)
    formula.panel.formula.editor.look()
    assert formula.asked == []
    assert formula.panel.formula.editor.sentence.text()


def test_unknown_names_can_become_parameters(qtbot: QtBot, formula: Panel) -> None:
    type_formula(qtbot, formula, "a*x^2 + sin(y)")()
    (offer,) = formula.panel.formula.offers
    assert offer.text() == "make “a” a parameter"
    offer.click()
    knob = formula.panel.formula.knobs["a"]
    spec = formula.asked[-1]
    assert isinstance(spec, FormulaSpec)
    assert spec.parameters == (("a", 1.0),)
    enter(qtbot, knob.row.field, "2.5")
    assert formula.asked[-1] == replace(spec, parameters=(("a", 2.5),))
    knob.ends.show()
    enter(qtbot, knob.high.field, "50")
    assert knob.row.slider is not None
    knob.row.slider.setFocus()
    qtbot.keyClick(knob.row.slider, Qt.Key.Key_End)
    assert formula.asked[-1] == replace(spec, parameters=(("a", 50.0),))


def test_a_removed_parameter_is_an_unknown_name_again(formula: Panel) -> None:
    formula.show(FormulaSpec("a*x^2 + y^2", (("a", 3.0),)))
    formula.panel.formula.knobs["a"].removed.emit()
    assert formula.panel.formula.knobs == {}
    assert [chip.text() for chip in formula.panel.formula.offers] == ["make “a” a parameter"]
    assert formula.asked == []


def test_a_name_that_left_the_formula_loses_its_slider(qtbot: QtBot, formula: Panel) -> None:
    formula.show(FormulaSpec("a*x^2 + b*y^2", (("a", 3.0), ("b", 2.0))))
    type_formula(qtbot, formula, "x^2 + b*y^2")()
    spec = formula.asked[-1]
    assert isinstance(spec, FormulaSpec)
    assert spec.parameters == (("b", 2.0),)
    formula.show(spec)
    assert list(formula.panel.formula.knobs) == ["b"]


def test_the_domain(qtbot: QtBot, formula: Panel) -> None:
    panel = formula.panel.formula
    low, high = panel.limits("y")
    enter(qtbot, high, "8")
    spec = formula.asked[-1]
    assert isinstance(spec, FormulaSpec)
    assert spec.domain is not None
    assert spec.domain[1][1] == 8.0
    enter(qtbot, low, "9")
    assert len(formula.asked) == 1
    assert panel.domain_sentence == "The lower end of y must be smaller."


def test_one_variable_has_one_range(qtbot: QtBot, formula: Panel) -> None:
    type_formula(qtbot, formula, "x^2 - exp(x)")()
    spec = formula.asked[-1]
    assert isinstance(spec, FormulaSpec)
    assert spec.domain is not None
    assert len(spec.domain) == 1
    assert formula.panel.formula.limits("y")[0].isHidden()


def test_examples_are_formulas(formula: Panel) -> None:
    formula.show(FormulaSpec("x + y"))
    menu = formula.panel.formula.examples.actions_menu
    for action in menu.actions():
        action.trigger()
    specs = [spec for spec in formula.asked if isinstance(spec, FormulaSpec)]
    assert len(specs) == len(menu.actions())
    for spec in specs:
        assert build_problem(spec).size in (1, 2)


def test_functions_are_inserted_at_the_cursor(formula: Panel) -> None:
    editor = formula.panel.formula.editor
    editor.box.setPlainText("")
    editor.insert("sin()")
    editor.insert("x")
    assert editor.text == "sin(x)"
