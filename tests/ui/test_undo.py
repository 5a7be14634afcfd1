"""Undo is a list of values."""

from optexplorer.ui.undo import LIMIT, UndoList


def test_undo_and_redo_walk_the_list() -> None:
    entries = UndoList(0)
    entries.push(1, "one")
    entries.push(2, "two")
    entries.undo()
    assert (entries.current, entries.undo_text, entries.redo_text) == (1, "one", "two")
    entries.undo()
    entries.undo()
    assert entries.current == 0
    assert entries.undo_text is None
    entries.redo()
    entries.redo()
    entries.redo()
    assert entries.current == 2


def test_an_edit_after_undo_forgets_what_could_be_redone() -> None:
    entries = UndoList(0)
    entries.push(1, "one")
    entries.undo()
    entries.push(5, "five")
    assert entries.redo_text is None
    entries.undo()
    assert entries.current == 0


def test_a_gesture_is_one_entry() -> None:
    entries = UndoList(0)
    for value in range(1, 50):
        entries.push(value, "drag", ("slider", 1))
    entries.push(99, "drag", ("slider", 2))
    entries.undo()
    assert entries.current == 49
    entries.undo()
    assert entries.current == 0


def test_dirty_follows_the_value_not_the_count() -> None:
    entries = UndoList("a")
    assert not entries.dirty
    entries.push("b", "edit")
    assert entries.dirty
    entries.undo()
    assert not entries.dirty
    entries.redo()
    entries.mark_saved()
    assert not entries.dirty
    entries.undo()
    assert entries.dirty


def test_a_visit_keeps_what_is_saved_saved() -> None:
    entries = UndoList("a")
    for value in ("b", "c"):
        entries.push(value, "turn", visit=True)
        assert not entries.dirty
    entries.undo()
    assert not entries.dirty
    entries.push("d", "edit")
    assert entries.dirty
    entries.push("e", "turn", visit=True)
    assert entries.dirty, "the edit before it is not saved"
    entries.mark_saved("d")  # written while the visit was made
    assert not entries.dirty
    entries.mark_unsaved()
    assert entries.dirty


def test_visits_without_end_keep_it_saved() -> None:
    entries = UndoList(0)
    for value in range(1, LIMIT + 20):
        entries.push(value, "turn", visit=True)
        assert not entries.dirty
    entries.push(-1, "edit")
    assert entries.dirty
    for value in range(LIMIT + 20, 2 * LIMIT + 40):
        entries.push(value, "turn", visit=True)
    assert entries.dirty
