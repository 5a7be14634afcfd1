"""What is computed goes on while another page is in view, whatever happens to the runs meanwhile."""

from pytestqt.qtbot import QtBot

from optexplorer.ui.lab.settings.wiring import SettingsWiring
from optexplorer.ui.main_window import MainWindow
from tests.ui.lab.settings.tools import done
from tests.ui.window import action, settle


def test_a_run_may_go_while_its_map_is_computed(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    last = len(window.workbench.experiment.runs) - 1
    lab.page.runChosen.emit(last)
    lab._compute()
    action(window, "page_race").trigger()
    window.workbench.edit("remove a run", lambda d: d.removing(last))
    settle(qtbot, window)
    done(qtbot, lab)
    lab._show_state()
    assert lab.page.state.text().startswith("Adam: ")
    action(window, "page_settings").trigger()
    done(qtbot, lab)
