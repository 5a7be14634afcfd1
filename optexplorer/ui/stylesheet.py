"""The style sheet: quiet chrome, hairlines instead of boxes, a visible focus ring.

Widgets choose a look by a dynamic property (``widget.setProperty("role", "card")``):

==============  ==================  ===========================================
widget          property            look
==============  ==================  ===========================================
QFrame          role=card           raised rounded card; ``selected`` rings it
QFrame          role=panel          side panel
QFrame          role=rule           one hairline
QLabel          role=heading        small capitals heading of a panel section
QLabel          role=title          title of a card or plot
QLabel          role=muted          secondary text
QLabel          role=danger         error text (also ``warning``)
QLabel          role=symbol         symbol of a setting, in italics
QLabel          role=display        title of a dialog
QLabel          role=bubble         remark that floats over the window
QLabel          role=question       question of a lecture
QLabel          role=preview        picture of what will be written
QFrame          role=canvas         page in the place of a picture
QFrame          role=popup          list that opens over the window
QFrame          role=drop           line where a dragged card would go
QAbstractButton role=primary        the one thing to press
QAbstractButton role=quiet          no border until hovered or checked
QAbstractButton role=link           muted text that opens a menu
QAbstractButton role=chip           small pill that opens a choice
QAbstractButton role=dashed         wide dashed "add" button
QAbstractButton role=mini           icon that fills its button
QAbstractButton role=fold           heading that unfolds a section
QLineEdit       role=number         low field for a number
QLineEdit etc.  invalid=true        red border
==============  ==================  ===========================================

``QTabBar`` is drawn as a segmented control.
"""

from dataclasses import fields
from string import Template
from typing import TYPE_CHECKING

from optexplorer.ui import assets

if TYPE_CHECKING:
    from optexplorer.ui.tokens import ThemeTokens

_SHEET = Template("""
QDialog { background: $window; }

QFrame[role="panel"] { background: $panel; border: 0; }
QFrame[role="card"] {
    background: $card; border: 1px solid $hairline; border-radius: ${radius_l}px; }
QFrame[role="card"]:focus { border: 1px solid $outline; }
QFrame[role="card"][selected="true"] { border: 1px solid $accent; }
QFrame[role="card"][selected="true"]:disabled { border: 1px solid $outline; }
QLabel[role="preview"] { background: $card; border: 1px solid $hairline; }
QFrame[role="canvas"] { background: $canvas; border: 0; }
QFrame[role="popup"] { background: $card; border: 1px solid $outline; }
QFrame[role="popup"] QListView { background: transparent; border: 0; }
QFrame[role="popup"] QListView::item { border-radius: ${radius_s}px; }
QFrame[role="rule"] { background: $hairline; border: 0; max-height: 1px; min-height: 1px; }
QLabel { background: transparent; }
QLabel[role="heading"] {
    color: $muted; font-size: ${font_caption}px; font-weight: 600; letter-spacing: 0.5px; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="question"] { font-size: ${font_display}px; font-weight: 600; }
QLabel[role="muted"] { color: $muted; font-size: ${font_small}px; }
QLabel[role="danger"] { color: $danger; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="symbol"] { color: $muted; font-style: italic; }
QLabel[role="display"] { font-size: ${font_display}px; font-weight: 600; }
QLabel[role="bubble"] {
    background: $bubble; color: $bubble_text; border-radius: ${radius}px;
    padding: 5px ${space_s}px; font-size: ${font_small}px; }
QLabel:disabled { color: $outline; }
QFrame[role="drop"] { background: $accent; border: 0; }

QPushButton, QToolButton {
    background: $card; color: $text; border: 1px solid $hairline;
    border-radius: ${radius}px; padding: 4px ${space_m}px; min-height: 18px; }
QToolButton { padding: 4px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $track; }
QPushButton:checked, QToolButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton:disabled, QToolButton:disabled { color: $outline; }
QPushButton[role="primary"], QToolButton[role="primary"] {
    background: $accent; color: $accent_text; border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:focus, QToolButton[role="primary"]:focus {
    border: 2px solid $text; padding: 3px 11px; }
QToolButton[role="primary"]:focus { padding: 3px; }
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled {
    background: $track; border-color: $track; color: $muted; }
QPushButton[role="quiet"], QToolButton[role="quiet"] {
    background: transparent; border: 1px solid transparent; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:checked, QToolButton[role="quiet"]:checked {
    background: $accent_soft; color: $text; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border-color: $accent; }
QPushButton[role="link"], QToolButton[role="link"] {
    background: transparent; border: 1px solid transparent; color: $muted;
    padding: 1px 4px; font-size: ${font_small}px; }
QPushButton[role="link"]:hover, QToolButton[role="link"]:hover { color: $text; }
QPushButton[role="link"]:focus, QToolButton[role="link"]:focus { border-color: $accent; }
QPushButton[role="chip"], QToolButton[role="chip"] {
    background: transparent; color: $muted; border: 1px solid $hairline;
    border-radius: 11px; padding: 1px ${space_s}px; font-size: ${font_small}px; }
QPushButton[role="chip"]:hover, QToolButton[role="chip"]:hover {
    color: $text; background: $hover; }
QPushButton[role="chip"]:checked, QToolButton[role="chip"]:checked {
    color: $text; background: $accent_soft; border-color: $accent_soft; }
QPushButton[role="chip"]:focus, QToolButton[role="chip"]:focus { border-color: $accent; }
QPushButton[role="dashed"], QToolButton[role="dashed"] {
    background: transparent; color: $muted; border: 1px dashed $outline; padding: 6px; }
QPushButton[role="dashed"]:hover, QToolButton[role="dashed"]:hover {
    color: $text; background: $hover; }
QPushButton[role="dashed"]:focus, QToolButton[role="dashed"]:focus {
    border: 1px solid $accent; }
QPushButton[role="chip"]:disabled, QToolButton[role="chip"]:disabled,
QPushButton[role="dashed"]:disabled, QToolButton[role="dashed"]:disabled {
    background: transparent; color: $outline; border-color: $hairline; }
QToolButton[role="mini"] {
    background: transparent; border: 1px solid transparent; border-radius: ${radius_s}px;
    padding: 1px; min-height: 0; }
QToolButton[role="mini"]:hover { background: $hover; }
QToolButton[role="mini"]:focus { border-color: $accent; }
QToolButton[role="fold"] {
    background: transparent; color: $muted; border: 1px solid transparent;
    border-radius: ${radius_s}px; padding: 1px ${space_xs}px 1px 0; margin-left: -5px; min-height: 0;
    font-size: ${font_small}px; }
QToolButton[role="fold"]:hover { color: $text; }
QToolButton[role="fold"]:focus { border-color: $accent; }
QToolButton[role="link"]:disabled, QPushButton[role="link"]:disabled,
QPushButton[role="quiet"]:disabled, QToolButton[role="fold"]:disabled { color: $outline; }
QPushButton[role="chip"]:checked:disabled { background: $track; border-color: $track; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: $field; color: $text; border: 1px solid $hairline;
    border-radius: ${radius}px; padding: 3px ${space_s}px;
    selection-background-color: $accent; selection-color: $accent_text; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: 20px; }
QLineEdit[role="number"] { padding: 0 6px; min-height: 20px; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $outline; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus,
QTextEdit:focus { border: 1px solid $accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
    color: $outline; }
*[invalid="true"] { border: 1px solid $danger; }
QAbstractSpinBox { padding: 2px 0; }
QAbstractSpinBox QLineEdit {
    background: transparent; border: 0; padding: 0 0 0 6px; min-height: 18px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    background: transparent; border: 0; width: 16px; }
QAbstractSpinBox::up-arrow { image: url($icons/chevron-up.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url($icons/chevron-down.svg); width: 10px; height: 10px; }
QComboBox { padding-right: 20px; }
QComboBox::drop-down { border: 0; width: 20px; }
QComboBox::down-arrow { image: url($icons/chevron-down.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
    background: $card; border: 1px solid $hairline; outline: 0; padding: ${space_xs}px;
    selection-background-color: $accent_soft; selection-color: $text; }

QCheckBox, QRadioButton { background: transparent; spacing: ${space_s}px; }
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator, QMenu::indicator,
QAbstractItemView::indicator {
    width: 14px; height: 14px; background: $field; border: 1px solid $outline;
    border-radius: ${radius_s}px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QMenu::indicator:checked,
QAbstractItemView::indicator:checked {
    background: $accent; border-color: $accent; image: url($icons/check-$name.svg); }
QCheckBox::indicator:focus:checked { border-color: $text; }
QRadioButton::indicator:checked { background: $field; border: 4px solid $accent;
    width: 8px; height: 8px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $hairline; }

QSlider::groove:horizontal { background: $track; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal {
    background: $card; border: 2px solid $accent; width: 10px; height: 10px;
    margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent_soft; }
QSlider::handle:horizontal:pressed { background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $outline; }
QSlider::handle:horizontal:disabled { border-color: $outline; }

QTabWidget::pane { border: 0; }
QTabBar { background: $track; border-radius: ${radius}px; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $muted; border: 1px solid transparent; margin: 2px;
    padding: 3px 6px; border-radius: ${radius_s}px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { background: $card; color: $text; border-color: $hairline; }
QTabBar::tab:focus { border-color: $accent; }
QTabBar::tab:disabled { color: $outline; }

QMenuBar { background: $panel; border-bottom: 1px solid $hairline; padding: 2px; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: ${radius_s}px; }
QMenuBar::item:selected { background: $hover; }
QMenu {
    background: $card; border: 1px solid $hairline; padding: ${space_xs}px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: ${radius_s}px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $outline; }
QMenu::separator { background: $hairline; height: 1px; margin: 4px 8px; }
QMenu::indicator { width: 12px; height: 12px; margin-left: 6px; }
QMenu::right-arrow { image: url($icons/chevron-right.svg); width: 12px; height: 12px; }
QToolTip {
    background: $bubble; color: $bubble_text; border: 0; padding: 5px 8px; }

QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 8px; margin: 0; }
QScrollBar:horizontal { height: 8px; margin: 0; }
QScrollBar::handle { background: $track; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $outline; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QListView, QTreeView, QTableView {
    background: $field; border: 1px solid $hairline; border-radius: ${radius}px;
    gridline-color: $hairline; outline: 0; }
QListView:focus, QTreeView:focus, QTableView:focus { border: 1px solid $accent; }
QListView::item, QTreeView::item { padding: 3px 4px; }
QAbstractItemView::item:hover { background: $hover; }
QAbstractItemView::item:selected { background: $accent_soft; color: $text; }
QTableView::item { padding: 0 6px; }
QHeaderView::section {
    background: $panel; color: $muted; border: 0; border-bottom: 1px solid $hairline;
    padding: 4px 8px; }
QProgressBar { background: $track; border: 0; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
""")


# Of the application, in every scheme: buttons are made before their dialog is dressed.
ALWAYS = "QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }"


def stylesheet(tokens: "ThemeTokens") -> str:
    """The style sheet of one scheme."""
    values = {field.name: getattr(tokens, field.name) for field in fields(tokens)}
    return _SHEET.substitute(values, icons=assets.path("icons", "controls").as_posix())
