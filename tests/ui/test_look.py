"""The look: readable in both themes, and turning as a whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.icons import icon, pixmap, program_icon
from ui.look import DARK, LIGHT, Theme, air, apply_theme, current, follow_system, font, px, resource, theme_for


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("window", "surface", "raised", "selection", "hover")
PAIRS = (
    [(text, ground) for text in ("text", "quiet", "accent") for ground in GROUNDS]
    + [("faint", ground) for ground in ("window", "surface", "raised", "hover", "selection")]
    + [(text, ground) for text in ("warn", "bad", "good") for ground in ("window", "surface", "raised", "selection")]
    + [(role, f"{role}_soft") for role in ("accent", "warn", "bad", "good")]
    + [("text", f"{role}_soft") for role in ("accent", "warn", "bad", "good")]
    + [("accent_text", "accent"), ("accent_text", "accent_hover"), ("text", "pressed"), ("quiet", "pressed")]
)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_every_text_can_be_read_on_every_ground(theme: Theme) -> None:
    poor = {
        f"{text} on {ground}": round(contrast(getattr(theme, text), getattr(theme, ground)), 2)
        for text, ground in PAIRS
        if contrast(getattr(theme, text), getattr(theme, ground)) < 4.5
    }
    poor |= {f"initials {i}": contrast(*pair) for i, pair in enumerate(theme.portraits) if contrast(*pair) < 4.5}
    assert not poor


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_focus_is_seen_on_every_ground(theme: Theme) -> None:
    assert all(contrast(theme.focus, getattr(theme, ground)) >= 3 for ground in GROUNDS)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
@pytest.mark.parametrize("checked", [True, False])
def test_a_mark_keeps_its_size_under_the_focus(
    dressed: QApplication, qtbot: QtBot, kind: type[QAbstractButton], checked: bool, scale: float
) -> None:
    apply_theme(dressed, LIGHT, scale)
    mark, other = kind("mark"), QPushButton("other")
    mark.setChecked(checked)
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(mark)
    column.addWidget(other)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()

    def seen() -> tuple[int, int, int, int]:
        """From where to where the mark differs from the ground."""
        picture = mark.grab().toImage()
        ground = picture.pixelColor(px(17), picture.height() // 2)
        middle = range(picture.height() // 2 - px(8) - 1, picture.height() // 2 + px(8) + 1)
        there = [(x, y) for y in middle for x in range(2, px(17)) if picture.pixelColor(x, y) != ground]
        columns, lines = [x for x, _ in there], [y for _, y in there]
        return min(columns), max(columns), min(lines), max(lines)

    other.setFocus()
    at_rest = seen()
    mark.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(mark.hasFocus)
    assert seen() == at_rest


def test_nothing_slides_or_fades(dressed: QApplication, qtbot: QtBot) -> None:
    assert [effect for effect in Qt.UIEffect if dressed.isEffectEnabled(effect)] == []
    for kind in (QLineEdit, QScrollBar, QProgressBar):  # the parts in which Qt lets something slide or fade
        part = kind()
        qtbot.addWidget(part)
        part.show()
        assert part.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, part) == 0


def test_preference_goes_before_the_system() -> None:
    assert theme_for("system", Qt.ColorScheme.Dark) is DARK
    assert theme_for("system", Qt.ColorScheme.Unknown) is LIGHT
    assert theme_for("light", Qt.ColorScheme.Dark) is LIGHT
    assert theme_for("dark", Qt.ColorScheme.Light) is DARK


def test_the_program_turns_when_the_system_does(dressed: QApplication) -> None:
    preference = "system"
    dress = follow_system(dressed, lambda: preference, lambda: 1.0)
    assert current() is LIGHT
    preference = "dark"
    dressed.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert current() is DARK
    assert dressed.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    preference = "light"
    dress()
    assert current() is LIGHT


def test_text_size_scales_type_and_measures(dressed: QApplication) -> None:
    small = font("body").pointSizeF()
    apply_theme(dressed, LIGHT, 2.0)
    assert font("body").pointSizeF() == pytest.approx(2 * small)
    assert dressed.font().pointSizeF() == pytest.approx(2 * small)
    assert px(16) == 32
    apply_theme(dressed, LIGHT)
    assert font("title").pointSizeF() > font("heading").pointSizeF() > font("body").pointSizeF()


def test_a_name_keeps_its_colour() -> None:
    assert LIGHT.portrait("Ana Ruiz") == LIGHT.portrait("ana ruiz")
    assert len({LIGHT.portrait(f"Person {n}") for n in range(100)}) == len(LIGHT.portraits)


def test_icons_take_the_colour_of_the_theme_and_turn_with_it(dressed: QApplication, qtbot: QtBot) -> None:
    button = QToolButton()
    button.setIcon(icon("people", "accent"))
    qtbot.addWidget(button)

    def colours() -> set[str]:
        image = button.icon().pixmap(QSize(24, 24)).toImage()
        opaque = (image.pixelColor(x, y) for x in range(24) for y in range(24))
        return {c.name() for c in opaque if c.alpha() == 255}

    assert LIGHT.accent in colours()
    apply_theme(dressed, DARK)
    assert DARK.accent in colours()
    apply_theme(dressed, LIGHT)


def test_icons_are_sharp_and_drawn_once(dressed: QApplication) -> None:
    assert pixmap("people", "#000000", 16) is pixmap("people", "#000000", 16)
    assert pixmap("people", "#000000", 16, 2.0).width() == 32
    twice = icon("people").pixmap(QSize(16, 16), 2.0)
    assert (twice.width(), twice.devicePixelRatio()) == (32, 2.0)


def test_a_disabled_button_has_a_disabled_icon(dressed: QApplication) -> None:
    image = icon("people", "text").pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()
    assert LIGHT.disabled in {image.pixelColor(x, y).name() for x in range(24) for y in range(24)}


def test_the_program_icon_can_be_read(dressed: QApplication) -> None:
    assert not program_icon().pixmap(16, 16).isNull()


def test_every_icon_named_in_the_window_exists() -> None:
    missing = {
        name
        for source in Path(__file__).parents[2].joinpath("ui").rglob("*.py")
        for name in re.findall(r"""\bicon\(\s*["']([^"']+)["']""", source.read_text("utf-8"))
        if not resource(f"icons/{name}.svg").exists()
    }
    assert not missing


def test_the_style_sheet_has_no_mistake(dressed: QApplication, qtbot: QtBot) -> None:
    # Qt tells of a sheet it cannot read by a warning, which fails a test.
    for theme in (LIGHT, DARK):
        apply_theme(dressed, theme)
        button = QPushButton("Record")
        button.setProperty("kind", "primary")
        qtbot.addWidget(button)
        with qtbot.waitExposed(button):
            button.show()
        assert button.grab().toImage().pixelColor(button.width() // 2, 4).name() == theme.accent
    apply_theme(dressed, LIGHT)


def test_compact_rows_stand_closer_and_buttons_are_never_too_low(dressed: QApplication, qtbot: QtBot) -> None:
    button = QPushButton("Record")
    qtbot.addWidget(button)
    button.show()
    roomy, high = air(16), button.sizeHint().height()
    try:
        apply_theme(dressed, LIGHT, 1.0, "compact")
        assert air(16) == roomy // 2
        assert 28 <= button.sizeHint().height() < high
    finally:
        apply_theme(dressed, LIGHT)
    assert button.sizeHint().height() == high


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
@pytest.mark.parametrize("checked", [False, True])
def test_the_ring_goes_around_what_is_ticked_and_takes_nothing_of_it(dressed, qtbot, kind, checked):
    box = kind("With the portraits")
    other = QLineEdit()
    room = QWidget()
    column = QVBoxLayout(room)
    for widget in (box, other):
        column.addWidget(widget)
    box.setChecked(checked)
    qtbot.addWidget(room)
    with qtbot.waitActive(room):
        room.show()
    other.setFocus()
    before = box.grab().toImage()
    box.setFocus(Qt.FocusReason.TabFocusReason)
    after = box.grab().toImage()
    ring = int(f"ff{LIGHT.focus[1:]}", 16)
    middle = box.height() // 2
    assert {after.pixel(x, middle) for x in (0, 1, box.width() - 2, box.width() - 1)} == {ring}
    assert {after.pixel(x, middle) for x in (2, box.width() - 3)} == {before.pixel(2, middle)}  # it touches nothing
    tick = QRect(3, 3, px(20), box.height() - 6)
    assert after.copy(tick) == before.copy(tick)
