"""The one place that knows how the program looks: colours by role, type sizes, spacing, and their style sheet.

Widgets and delegates ask `current()` for colours and `font("title")` for type; nothing else holds a colour or a size.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal
from zlib import crc32

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from netjournal.records import dataclass

Scheme = Literal["system", "light", "dark"]
Density = Literal["roomy", "compact"]
FontRole = Literal["title", "heading", "strong", "body", "small", "small strong"]

# The one spacing scale, in device-independent pixels at text size 1.
XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
RADIUS = 8
TARGET = 32
"""Height of buttons and fields; nothing that can be clicked is lower than 28."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by role, as `#rrggbb`. Text roles stand on the grounds at 4.5:1 or better (a test holds it)."""

    name: Literal["light", "dark"]
    window: str  # behind everything: rail, margins
    surface: str  # where content stands: pages, lists, fields
    raised: str  # what floats: menus, tooltips, the bar at the foot
    text: str
    quiet: str  # second lines, icons at rest
    faint: str  # placeholders, day headings
    disabled: str
    line: str  # hairlines between things
    edge: str  # around fields and buttons
    accent: str
    accent_hover: str
    accent_text: str  # on accent
    accent_soft: str
    selection: str
    hover: str
    pressed: str
    focus: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    good: str
    good_soft: str
    portraits: tuple[tuple[str, str], ...]  # (disc, initials)

    def portrait(self, name: str) -> tuple[str, str]:
        """The calm colour pair (disc, initials) that stays with a name, whatever its case, in every run."""
        return self.portraits[crc32(name.casefold().encode()) % len(self.portraits)]


LIGHT = Theme(
    name="light",
    window="#f5f4f0",
    surface="#fdfdfb",
    raised="#ffffff",
    text="#21201c",
    quiet="#5e5b54",
    faint="#67645d",
    disabled="#a6a299",
    line="#e7e4dd",
    edge="#d5d1c8",
    accent="#2d5ba8",
    accent_hover="#264d90",
    accent_text="#ffffff",
    accent_soft="#e6edf8",
    selection="#e0e9f7",
    hover="#f0eee9",
    pressed="#e6e3dc",
    focus="#2d5ba8",
    warn="#875000",
    warn_soft="#fbf0dc",
    bad="#ab2b22",
    bad_soft="#fbe9e6",
    good="#2a663a",
    good_soft="#e4f1e5",
    portraits=(
        ("#cddbf1", "#27467a"),
        ("#d5e5d0", "#30542a"),
        ("#f2dac6", "#70401f"),
        ("#e3d5ec", "#573a6b"),
        ("#cbe4e4", "#1b5254"),
        ("#f1d3d6", "#7a303b"),
        ("#ebe1b8", "#5a4812"),
        ("#dddcd6", "#46443f"),
    ),
)

DARK = Theme(
    name="dark",
    window="#191918",
    surface="#20201f",
    raised="#2a2a28",
    text="#eceae4",
    quiet="#b6b3aa",
    faint="#a8a59c",
    disabled="#64625c",
    line="#333330",
    edge="#454541",
    accent="#8fb3ee",
    accent_hover="#a6c3f3",
    accent_text="#0f2140",
    accent_soft="#26324a",
    selection="#2b3a55",
    hover="#282826",
    pressed="#333330",
    focus="#8fb3ee",
    warn="#e8b969",
    warn_soft="#3a2f1b",
    bad="#f49b91",
    bad_soft="#412623",
    good="#8fcc99",
    good_soft="#21341f",
    portraits=(
        ("#3a4d70", "#cbdbf6"),
        ("#374d33", "#c6e3bf"),
        ("#573d2c", "#f3d1b4"),
        ("#4c3b57", "#e3ccf0"),
        ("#2b4c4e", "#b6e2e3"),
        ("#57353a", "#f5c8ce"),
        ("#4e4520", "#eadba3"),
        ("#484844", "#dcd9d1"),
    ),
)


@dataclass(slots=True)
class _Now:
    """What `apply_theme` last set. The only mutable state of the look."""

    theme: Theme = LIGHT
    scale: float = 1.0
    density: Density = "roomy"
    family: tuple[str, ...] = ()
    points: float = 0.0


_now = _Now()


def current() -> Theme:
    """The theme in force, for whatever paints by itself."""
    return _now.theme


def scale() -> float:
    """The text size in force, 1.0 being the system's."""
    return _now.scale


def px(length: float) -> int:
    """A length at text size 1 → the length now, in device-independent pixels."""
    return round(length * _now.scale)


def air(length: float) -> int:
    """As `px`, for what is left free above and below: half of it where rows stand close."""
    return px(length if _now.density == "roomy" else length / 2)


def target() -> int:
    """How high buttons and fields are now."""
    return px(TARGET if _now.density == "roomy" else 28)


@cache
def color(name: str, opacity: float = 1.0) -> QColor:
    """A `#rrggbb` colour as a QColor, made once and shared: who wants it paler asks for it so."""
    made = QColor(name)
    made.setAlphaF(opacity)
    return made


def theme_for(preference: Scheme, system: Qt.ColorScheme) -> Theme:
    """The theme for what the user prefers and what the system shows; light when neither says."""
    if preference == "system":
        return DARK if system == Qt.ColorScheme.Dark else LIGHT
    return DARK if preference == "dark" else LIGHT


def apply_theme(app: QApplication, theme: Theme, scale: float = 1.0, density: Density = "roomy") -> None:
    """Dress the whole program in `theme`, with text at `scale` times the system's size. May be called again."""
    if not _now.points:
        app.setStyle("Fusion")
        for effect in Qt.UIEffect:  # menus and lists are there at once: nothing slides or fades, for anybody
            app.setEffectEnabled(effect, False)
        _now.family, _now.points = _system_type(app.font())
    elif (_now.theme, _now.scale, _now.density) == (theme, scale, density) and app.styleSheet():
        return
    _now.theme, _now.scale, _now.density = theme, scale, density
    font.cache_clear()
    app.setFont(font("body"))
    app.setPalette(_palette(theme))
    app.setStyleSheet(style_sheet(theme))


def follow_system(
    app: QApplication,
    preference: Callable[[], Scheme],
    scale: Callable[[], float],
    density: Callable[[], Density] = lambda: "roomy",
) -> Callable[[], None]:
    """Dress the program as the user prefers and again whenever the system turns light or dark.

    Returns the function that does it, to be called when the preference itself changes.
    """
    hints = app.styleHints()

    def dress() -> None:
        apply_theme(app, theme_for(preference(), hints.colorScheme()), scale(), density())

    hints.colorSchemeChanged.connect(dress)
    dress()
    return dress


def _system_type(system: QFont) -> tuple[tuple[str, ...], float]:
    """The system's font, unless it is only the one a bare X server falls back to."""
    poor = {"Sans Serif", "Sans", "DejaVu Sans", "Bitstream Vera Sans", "Helvetica", ""}
    size = system.pointSizeF() if system.pointSizeF() > 0 else 10.0
    if sys.platform.startswith("linux") and system.family() in poor:
        return ("Inter", "Noto Sans", "Cantarell", "Ubuntu", system.family()), max(size, 10.0)
    return (system.family(),), size


_SIZES: dict[FontRole, tuple[float, QFont.Weight]] = {
    "title": (1.6, QFont.Weight.DemiBold),
    "heading": (1.15, QFont.Weight.DemiBold),
    "strong": (1.0, QFont.Weight.DemiBold),
    "body": (1.0, QFont.Weight.Normal),
    "small": (0.9, QFont.Weight.Normal),
    "small strong": (0.9, QFont.Weight.DemiBold),
}


@cache
def font(role: FontRole = "body") -> QFont:
    """The font of a role at the text size in force. Treat as read-only: it is shared."""
    if not _now.points:
        _now.family, _now.points = _system_type(QApplication.font())
    size, weight = _SIZES[role]
    made = QFont()
    made.setFamilies(list(_now.family))
    made.setPointSizeF(_now.points * size * _now.scale)
    made.setWeight(weight)
    if role == "title":
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.5)
    return made


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, name in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.window),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.bad),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.faint),
        (role.Highlight, theme.selection),
        (role.HighlightedText, theme.text),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Light, theme.raised),
        (role.Midlight, theme.line),
        (role.Mid, theme.edge),
        (role.Dark, theme.edge),
        (role.Shadow, theme.line),
    ):
        palette.setColor(which, color(name))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, color(theme.disabled))
    return palette


def style_sheet(theme: Theme) -> str:
    """The style sheet of a theme at the text size in force.

    Kept to what the palette cannot say, because every widget pays for every rule when it is first shown.
    A button is dressed by its `kind` property: "primary", "quiet" or "danger"; without one it is an ordinary button.
    """
    t = theme
    chevron = resource(f"icons/qss/chevron-{t.name}.svg").as_posix()
    check = resource(f"icons/qss/check-{t.name}.svg").as_posix()
    return f"""
QMainWindow, QDialog {{ background: {t.window} }}
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {{
 background: {t.raised}; color: {t.text}; border: 1px solid {t.edge}; border-radius: {RADIUS - 2}px;
 selection-background-color: {t.selection}; selection-color: {t.text} }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox {{ placeholder-text-color: {theme.faint} }}
QLineEdit, QAbstractSpinBox, QComboBox {{ min-height: {target() - 2}px; padding: 0 {S}px }}
QPlainTextEdit, QTextEdit {{ padding: {S}px }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{
 border: 2px solid {t.focus}; padding-left: {S - 1}px; padding-right: {S - 1}px }}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{
 color: {t.disabled}; background: {t.window}; border-color: {t.line} }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0; background: transparent }}
QAbstractSpinBox {{ min-height: {target() - 4}px }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: {px(24)}px }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url({chevron}); width: {px(14)}px; height: {px(14)}px }}
QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.edge}; padding: {XS}px; outline: 0 }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none }}
QPushButton {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.edge}; border-radius: {RADIUS - 2}px;
 min-height: {target() - 2}px; padding: 0 {px(M)}px }}
QPushButton:hover {{ background: {t.hover} }}
QPushButton:pressed, QPushButton:open {{ background: {t.pressed} }}
QPushButton:focus {{ border: 2px solid {t.focus}; padding: 0 {px(M) - 1}px; min-height: {target() - 4}px }}
QPushButton:disabled {{ color: {t.disabled}; background: {t.window}; border-color: {t.line} }}
QPushButton::menu-indicator {{ image: url({chevron}); width: {px(12)}px; height: {px(12)}px; right: {XS}px;
 subcontrol-position: right center; subcontrol-origin: padding }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.accent_text}; border-color: {t.accent};
 font-weight: 600 }}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{ background: {t.accent_hover} }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.accent} }}
QPushButton[kind="primary"]:disabled {{ background: {t.pressed}; color: {t.disabled}; border-color: {t.pressed} }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; color: {t.accent};
 padding: 0 {S}px }}
QPushButton[kind="quiet"]:hover {{ background: {t.hover} }}
QPushButton[kind="quiet"]:focus {{ border-color: {t.focus}; padding: 0 {S - 1}px }}
QPushButton[kind="danger"] {{ color: {t.bad} }}
QToolButton {{ background: transparent; color: {t.text}; border: 2px solid transparent;
 border-radius: {RADIUS - 2}px; min-width: {px(28) - 4}px; min-height: {px(28) - 4}px; padding: 0 1px }}
QToolButton:hover {{ background: {t.hover} }}
QToolButton:pressed, QToolButton:open {{ background: {t.pressed} }}
QToolButton:checked {{ background: {t.selection} }}
QToolButton:focus {{ border-color: {t.focus} }}
QToolButton::menu-indicator {{ image: none }}
QCheckBox, QRadioButton {{ spacing: {S}px; min-height: {px(28) - 4}px; padding: 0 {XS}px 0 2px;
 border: 2px solid transparent; border-radius: {RADIUS // 2}px; outline: 0 }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {px(16)}px; height: {px(16)}px; background: {t.raised};
 border: 1px solid {t.faint}; border-radius: 4px }}
QRadioButton::indicator {{ border-radius: {px(16) // 2 + 1}px }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url({check}) }}
QRadioButton::indicator:checked {{ border: {px(5)}px solid {t.accent}; width: {px(16) - 2 * px(5) + 2}px;
 height: {px(16) - 2 * px(5) + 2}px; background: {t.accent_text} }}
QCheckBox:focus, QRadioButton:focus {{ color: {t.accent}; border-color: {t.focus} }}
QListView, QTableView, QTreeView {{ background: {t.surface}; border: none; outline: 0 }}
QTableView {{ gridline-color: {t.line} }}
QTableView[plain="true"] {{ border: 2px solid transparent }}
QTableView[plain="true"]:focus {{ border-color: {t.focus} }}
CardList {{ selection-background-color: transparent }}
QHeaderView::section {{ background: {t.surface}; color: {t.quiet}; border: none;
 border-bottom: 1px solid {t.line}; padding: {S}px {M}px }}
QScrollArea, QStackedWidget {{ border: none; background: transparent }}
QMenu {{ background: {t.raised}; border: 1px solid {t.edge}; padding: {XS}px }}
QMenu::item {{ padding: {px(6)}px {XL}px {px(6)}px {M}px; border-radius: 5px }}
QMenu::item:selected {{ background: {t.selection} }}
QMenu::item:disabled {{ color: {t.disabled} }}
QMenu::icon {{ padding-left: {S}px }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {XS}px {S}px }}
QMenuBar {{ background: {t.window} }}
QMenuBar::item {{ padding: {XS}px {S}px; border-radius: 5px }}
QMenuBar::item:selected {{ background: {t.hover} }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.edge}; padding: {XS}px }}
Prose, Prose:focus, ReadingRoom {{ border: 2px solid transparent; border-radius: {RADIUS // 2}px; padding: 0;
 background: transparent }}
Prose[ringed="true"]:focus, ReadingRoom[ringed="true"]:focus {{ border: 2px solid {t.focus}; padding: 0 }}
QLineEdit, QScrollBar, QProgressBar {{ widget-animation-duration: 0 }}
QAbstractScrollArea::corner {{ background: transparent; border: none }}
QScrollBar {{ background: transparent; border: none }}
QScrollBar:vertical {{ width: 12px }}
QScrollBar:horizontal {{ height: 12px }}
QScrollBar::handle {{ background: {t.edge}; border-radius: 3px; margin: 3px; min-height: 32px; min-width: 32px }}
QScrollBar::handle:hover {{ background: {t.faint} }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0 }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none }}
QSplitter::handle {{ background: {t.line} }}
QProgressBar {{ background: {t.pressed}; border: none; border-radius: 3px; max-height: 6px; color: transparent }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px }}
QLabel[role="quiet"] {{ color: {t.quiet} }}
QLabel[role="bad"] {{ color: {t.bad} }}
"""


@cache
def resource(path: str) -> Path:
    """Where a file under `resources/` is, in the tree and in the frozen program. It need not exist."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources" / path
