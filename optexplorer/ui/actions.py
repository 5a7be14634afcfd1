"""Actions and menus as tables: one row an action, one list a menu."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from optexplorer.ui.lab.pages import PAGES

Key = QKeySequence.StandardKey


# There Ctrl is Cmd, and the system takes Cmd+Space and F11 for itself; Space alone plays as well.
_MAC_KEYS: dict[str, QKeySequence.StandardKey | str] = (
    {"play": "", "present": Key.FullScreen} if sys.platform == "darwin" else {}
)


@dataclass(frozen=True)
class Row:
    """One action: its name in the tables, its text, its keys, and what it says of itself."""

    name: str
    text: str
    keys: QKeySequence.StandardKey | str = ""
    tip: str = ""
    checkable: bool = False
    group: str = ""  # members of a group exclude each other


ACTIONS: tuple[Row, ...] = (
    Row("new", "&New", Key.New, "Start over with the first experiment"),
    Row("open", "&Open…", Key.Open, "Open an experiment (.optx)"),
    Row("save", "&Save", Key.Save, "Save the experiment"),
    Row("save_as", "Save &as…", "Ctrl+Shift+S", "Save the experiment under another name"),
    Row("export_csv", "Export &CSV…", "Ctrl+E", "Write every step of every run to a CSV file"),
    Row("export_state", "Export CSV with s&tate…", "Ctrl+Shift+E",
        "Also write what each optimizer remembers"),
    Row("export_picture", "Export &picture…", "Ctrl+Shift+P",
        "The pictures or the window as PNG, SVG or PDF"),
    Row("export_film", "Export a&nimation…", "Ctrl+Shift+N", "The timeline as GIF, WebP or MP4"),
    Row("copy_picture", "&Copy the picture", "Ctrl+Shift+C", "Put the picture on the clipboard"),
    Row("quit", "&Quit", Key.Quit, "Close the window"),
    Row("undo", "&Undo", Key.Undo),
    Row("redo", "&Redo", Key.Redo),
    Row("suggest_rates", "Suggest learning &rates", "Ctrl+L",
        "Rates that suit the curvature and the size of this problem"),
    Row("stop", "S&top computing\tEsc", "", "Stop the running computation; the picture stays"),
    Row("play", "&Play or pause", "Ctrl+Space", "Play the timeline"),
    Row("step_back", "Step &back", "Ctrl+Left"),
    Row("step_forward", "Step &forward", "Ctrl+Right"),
    Row("first_step", "&First step", "Ctrl+Home"),
    Row("last_step", "&Last step", "Ctrl+End"),
    Row("rate_20", "&20, for sharing the screen", "", "A calm picture for video calls", checkable=True,
        group="rate"),
    Row("rate_30", "&30, smooth", checkable=True, group="rate"),
    Row("next_scene", "&Next scene", "PgDown", "The answer to a question, or the next scene"),
    Row("previous_scene", "&Previous scene", "PgUp", "The scene before"),
    Row("unlock", "&Unlock the panels", "Ctrl+U", "Use the panels that this scene locks"),
    Row("present", "Pre&sentation", "F11",
        "Full screen, with text and lines for the back row", checkable=True),
    Row("laser", "Laser &pointer\tX", "", "A red dot that follows the mouse", checkable=True),
    Row("glass", "&Magnifying glass\tZ", "", "What is under the mouse, larger", checkable=True),
    Row("fit", "&Whole domain", "Ctrl+0", "Show the problem's whole domain, and 3-D as at first"),
    Row("equal_aspect", "&Equal aspect", "", "One unit as long on both axes", checkable=True),
    Row("legend", "&Legend on the picture", "", "Names of the runs on the picture", checkable=True),
    Row("inside", "&Inside the step", "Ctrl+I",
        "Take the step at the cursor apart: formula, numbers, arrows", checkable=True),
    Row("critical", "&Critical points", "Ctrl+K",
        "Find and mark every minimum, maximum and saddle in view", checkable=True),
    Row("basins", "&Basins", "Ctrl+B",
        "Colour every start in view by where the run in front ends, darker the later",
        checkable=True),
    Row("local", "Local &model", "Ctrl+Shift+K",
        "The quadratic model at a point, and the curvature along a direction", checkable=True),
    Row("next_operation", "&Next operation\t]", "", "Walk through what one update does"),
    Row("previous_operation", "Previous &operation\t[", "", "Walk back"),
    Row("show_problem", "&Problem panel", "F3", checkable=True),
    Row("show_runs", "&Runs panel", "F4", checkable=True),
    Row("show_contour", "&Contour view", "F5", checkable=True),
    Row("show_3d", "&3-D view", "F6", checkable=True),
    Row("show_curves", "C&urves", "F7", checkable=True),
    Row("scale_auto", "&Automatic", checkable=True, group="scale"),
    Row("scale_linear", "&Linear", checkable=True, group="scale"),
    Row("scale_log", "L&ogarithmic", checkable=True, group="scale"),
    Row("scale_rank", "&Rank", checkable=True, group="scale"),
    Row("theme_system", "Like the &system", checkable=True, group="theme"),
    Row("theme_light", "&Light", checkable=True, group="theme"),
    Row("theme_dark", "&Dark", checkable=True, group="theme"),
    Row("derivatives", "Show &derivatives…", "Ctrl+D", "Gradient and Hessian as formulas"),
    Row("keys", "&Keyboard…", "F1", "Every key and gesture"),
    Row("self_test", "&Self-test…", "", "Whether everything works here, as a report to be copied"),
    Row("about", "&About"),
    *(
        Row(page.action, f"&{place} {page.title}", f"Ctrl+{place}", page.tip, True, "page")
        for place, page in enumerate(PAGES, 1)
    ),
)  # fmt: skip

# A menu is a title and its entries: names of actions, None for a line, a pair for a submenu.
Entries = tuple["str | tuple[str, tuple[str, ...]] | None", ...]
MENUS: tuple[tuple[str, Entries], ...] = (
    ("&File", ("new", "open", ("Open &recent", ()),
               ("&Examples", ()), None, "save", "save_as", None, "export_csv",
               "export_state", None, "export_picture", "export_film", None, "quit")),
    ("&Edit", ("undo", "redo", None, "copy_picture", None, "suggest_rates", "stop")),
    ("&Play", ("play", "step_back", "step_forward", "first_step", "last_step", None,
               ("&Frames a second", ("rate_20", "rate_30")))),
    ("&View", ("fit", "equal_aspect", "legend", None, "inside", "previous_operation",
               "next_operation", None, "critical", "local", "basins", None, "show_problem", "show_runs",
               "show_contour", "show_3d", "show_curves", None,
               ("&Colour scale", ("scale_auto", "scale_linear", "scale_log", "scale_rank")),
               ("&Appearance", ("theme_system", "theme_light", "theme_dark")))),
    ("&Laboratory", tuple(page.action for page in PAGES)),
    ("Le&cture", ("present", "laser", "glass", None, "next_scene", "previous_scene", None, "unlock")),
    ("&Help", ("derivatives", "keys", None, "self_test", "about")),
)  # fmt: skip


def make_actions(owner: QWidget) -> dict[str, QAction]:
    """An action for every row, by name, all active in the whole window."""
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for row in ACTIONS:
        action = QAction(row.text, owner)
        action.setObjectName(row.name)
        action.setShortcut(QKeySequence(_MAC_KEYS.get(row.name, row.keys)))
        action.setCheckable(row.checkable)
        if row.tip:
            action.setToolTip(row.tip)
            action.setStatusTip(row.tip)
        if row.group:
            group = groups.setdefault(row.group, QActionGroup(owner))
            group.addAction(action)
        owner.addAction(action)
        actions[row.name] = action
    return actions


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """The menus of the table; returns them and the submenus by their titles without "&"."""
    bar.setNativeMenuBar(False)  # in one that a desktop shows elsewhere the status would not be seen
    menus: dict[str, QMenu] = {}
    for title, entries in MENUS:
        menu = menus[title.replace("&", "")] = bar.addMenu(title)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            elif isinstance(entry, str):
                menu.addAction(actions[entry])
            else:
                text, names = entry
                submenu = menu.addMenu(text)
                for name in names:
                    submenu.addAction(actions[name])
                menus[text.replace("&", "")] = submenu
    return menus
