"""Choose how a run gets away from saddle points and poor minima."""

from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from optexplorer.core.declare import SettingError
from optexplorer.core.escape import ESCAPES, NO_ESCAPE, Escape, PerturbOnGradient
from optexplorer.core.escape_theory import Theory
from optexplorer.ui.forms import ParameterForm
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.chips import ChoiceChip
from optexplorer.ui.widgets.number_text import number_text
from optexplorer.ui.widgets.themed import set_role

_HINT = "Escape: perturbations and restarts that take the run out of saddle points and poor minima"


class TheoryForm(QWidget):
    """The constants of the theory, and what they say the settings are."""

    derived = Signal(object)  # PerturbOnGradient

    def __init__(self, after: QWidget, parent: QWidget | None = None) -> None:
        """``after`` is what the keyboard is on before it comes here."""
        super().__init__(parent)
        self._after = after
        self._theory = Theory()
        self.parameters = 2  # parameters of the problem
        self._rate = note("")
        self.apply = QPushButton("Take these settings")
        set_role(self.apply, "dashed")
        self.apply.setToolTip("Radius, threshold, wait and decrease from these constants")
        self.apply.clicked.connect(lambda: self.derived.emit(self._theory.derive(self.parameters)))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 0, 0, 0)
        self._column.setSpacing(2)
        for part in (self._rate, self.apply):
            self._column.addWidget(part)
        self._say()

    @cached_property
    def form(self) -> ParameterForm:
        """The constants; made when they are first seen, since most runs do without."""
        form = ParameterForm(Theory, parent=self)
        form.edited.connect(self._on_setting)
        form.show_values(self._theory.to_mapping())
        self._column.insertWidget(0, form)
        fields = [w for w in form.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for first, second in pairwise([self._after, *fields, self.apply]):
            self.setTabOrder(first, second)
        return form

    def setVisible(self, visible: bool) -> None:
        """With its form, as `show` and `hide` are as well."""
        if visible:
            self.form.show()
        super().setVisible(visible)

    def show_size(self, size: int) -> None:
        """For a problem of so many parameters."""
        self.parameters = size
        self._say()

    def _on_setting(self, name: str, value: object) -> None:
        self._theory = replace(self._theory, **{name: value})  # type: ignore[arg-type]
        self.form.show_values(self._theory.to_mapping())
        self._say()

    def _say(self) -> None:
        try:
            made = self._theory.derive(self.parameters)
        except SettingError as error:
            self.apply.setEnabled(False)
            self._rate.setText(f"These constants ask for what cannot be set: {error}")
            return
        self.apply.setEnabled(True)
        assert made.decrease is not None  # noqa: S101  (the theory always asks for one)
        self._rate.setText(
            f"r {number_text(made.radius)} · g_thres {number_text(made.gradient_threshold)} · "
            f"t_thres {made.cooldown} · f_thres {number_text(made.decrease)}, for gradient descent at "
            f"the rate {number_text(self._theory.learning_rate)}"
        )


class EscapeEditor(QWidget):
    """A chip for the mode, which stands where its owner puts it, and the settings.

    The settings are hidden where there is no escape. Switching back and forth brings the settings
    last used with it.
    """

    edited = Signal(object)  # Escape
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._escape: Escape = NO_ESCAPE
        self._used: dict[str, Escape] = {}
        self._form: ParameterForm | None = None
        self.chip = ChoiceChip({key: (e.title, e.summary) for key, e in ESCAPES.items()}, _HINT)
        self.chip.edited.connect(self._on_kind)
        self._about = note("")
        self.theory_button = QPushButton("From the constants of the theory…")
        set_role(self.theory_button, "link")
        self.theory_button.setCheckable(True)
        self.theory_button.setToolTip(Theory.__doc__ or "")
        self.theory = TheoryForm(self.theory_button)
        self.theory.derived.connect(self._take)
        self.theory_button.toggled.connect(self.theory.setVisible)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        for part in (self._about, self.theory_button, self.theory):
            self._column.addWidget(part)
        self.theory.hide()
        self.hide()

    @property
    def escape(self) -> Escape:
        """What is shown."""
        return self._escape

    @property
    def form(self) -> ParameterForm | None:
        """The rows of the present mode, once shown."""
        return self._form

    def show_escape(self, escape: Escape, size: int) -> None:
        """Show a mode, for a problem of so many parameters."""
        self._escape = escape
        self._used[escape.key] = escape
        self.chip.show_value(escape.key)
        self.theory.show_size(size)
        if escape != NO_ESCAPE:
            if self._form is None or self._form.declared is not type(escape):
                self._form = self._rebuild(type(escape))
            self._form.show_values(escape.to_mapping())
        on_gradient = isinstance(escape, PerturbOnGradient)
        self.theory_button.setVisible(on_gradient)
        self.theory.setVisible(on_gradient and self.theory_button.isChecked())
        self.setVisible(escape != NO_ESCAPE)

    def _rebuild(self, kind: type[Escape]) -> ParameterForm:
        if self._form is not None:
            self._column.removeWidget(self._form)
            self._form.deleteLater()
        form = ParameterForm(kind, without=kind.unused, parent=self)
        form.edited.connect(self._on_setting)
        form.committed.connect(self.committed)
        self._column.insertWidget(1, form)
        self._about.setText(kind.summary)
        self._about.setToolTip("\n\n".join((kind.__doc__ or "", kind.variant, kind.reference)))
        return form

    def _on_kind(self, key: str) -> None:
        self._take(self._used.get(key) or ESCAPES[key]())

    def _take(self, escape: Escape) -> None:
        self._edit(escape)
        self.committed.emit()

    def _on_setting(self, name: str, value: object) -> None:
        self._edit(replace(self._escape, **{name: value}))

    def _edit(self, escape: Escape) -> None:
        self.show_escape(escape, self.theory.parameters)
        self.edited.emit(escape)
