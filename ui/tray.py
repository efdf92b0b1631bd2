"""The tray icon: how many things want the user, and a menu to answer them from.

Hidden here: how the number is painted to be read on any panel, that a menu is made anew only when it would differ, and
that a tray may appear long after the program. Qt looks for a StatusNotifier host once in its life, so it is not asked
before there is one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from netjournal.agenda import Item, snoozes
from netjournal.delivery import tonight
from ui.answering import DONE, TOUCHES, done, show, snooze, touched
from ui.icons import icon, pixmap, program_icon
from ui.reminders import Reminders
from ui.words import capital, near_day, told, translated, word

MOST_ITEMS = 8
LONGEST = 60
"""Characters of an item's line in the menu."""
_WATCH_EVERY, _WATCH_FOR = 1000, 30_000
_SIZES = (16, 22, 24, 32, 48, 64)
_BAR_SIZES = (16, 18, 22, 32, 36, 44)
"""Pixels: the menu bar of macOS is 22 points high, of which an icon takes 16 to 18, on dense screens twice as many."""
_DISC, _RING = "#c2371f", "#ffffff"


def tray_name(platform: str = sys.platform) -> str:
    """What the place for icons is called on this system."""
    return translated("Tray", "menu bar") if platform == "darwin" else translated("Tray", "tray")


def tray_is_there() -> bool:
    """Whether the desktop has a place for icons now."""
    if sys.platform.startswith("linux") and QGuiApplication.platformName() in ("xcb", "wayland"):
        from ui.x11 import selection_is_owned

        x11 = QGuiApplication.platformName() == "xcb" and selection_is_owned("_NET_SYSTEM_TRAY_S0")
        return _status_notifier_host() or x11
    return QSystemTrayIcon.isSystemTrayAvailable()


def _status_notifier_host() -> bool:
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not os.environ.get("XDG_RUNTIME_DIR"):
        return False
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    name = "org.kde.StatusNotifierWatcher"
    ask = QDBusMessage.createMethodCall(name, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties", "Get")
    ask.setArguments([name, "IsStatusNotifierHostRegistered"])
    ask.setAutoStartService(False)
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    answer = bus.call(ask, timeout=500)
    if answer.type() != QDBusMessage.MessageType.ReplyMessage or not answer.arguments():
        return False
    said = answer.arguments()[0]
    return bool(said.variant() if hasattr(said, "variant") else said)


class Tray(QObject):
    """`there` says whether there is an icon. It works on whatever journal it was last given to `serve`."""

    toggled = Signal()
    """A click on the icon: show the window, or hide it."""
    shown = Signal()
    """Bring the window to the front."""
    entry_wanted = Signal()
    """The capture field alone."""
    quit_wanted = Signal()
    missed = Signal()
    """No tray was found in all the time that was watched out for one."""

    def __init__(
        self,
        window_is_shown: Callable[[], bool],
        available: Callable[[], bool] = tray_is_there,
        parent: QObject | None = None,
        *,
        platform: str = sys.platform,
    ) -> None:
        super().__init__(parent)
        self._macos = platform == "darwin"
        self._window_is_shown, self._available = window_is_shown, available
        self._reminders: Reminders | None = None
        self.icon: QSystemTrayIcon | None = None
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self.fill)
        self._submenus: list[QMenu] = []
        self._filled_with: object = None
        self._watched = QElapsedTimer()
        self._watch = QTimer(self)
        self._watch.setInterval(_WATCH_EVERY)
        self._watch.timeout.connect(self._look_out)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_state)

    @property
    def there(self) -> bool:
        return self.icon is not None

    def can_be_reached(self) -> bool:
        """Whether a window hidden now could be called back: a panel may have come late, or ended since."""
        return self._appear() and self._available()

    def start(self) -> None:
        """Appear, or watch out for a tray for half a minute; after that, whenever the program comes to the front."""
        self._watched.start()
        if not self._appear():
            self._watch.start()

    def serve(self, reminders: Reminders | None) -> None:
        """Show what wants the user in that journal."""
        self._reminders = reminders
        if reminders is not None:
            reminders.waiting.connect(self._show_count)
        self._show_count(len(reminders.items) if reminders else 0)

    def close(self) -> None:
        """Take the icon away."""
        self._watch.stop()
        if self.icon is not None:
            self.icon.hide()
            self.icon.setContextMenu(None)  # type: ignore[arg-type]
        self.menu.deleteLater()

    # ------------------------------------------------------------------ being there

    def _look_out(self) -> None:
        if self._appear():
            self._watch.stop()
        elif self._watched.elapsed() >= _WATCH_FOR:
            self._watch.stop()
            self.missed.emit()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and not self.there and self._watched.isValid():
            self._appear()

    def _appear(self) -> bool:
        if self.icon is None and self._available():
            self.icon = QSystemTrayIcon(self)
            self.icon.setContextMenu(self.menu)
            self.icon.activated.connect(self._on_click)
            self._show_count(len(self._reminders.items) if self._reminders else 0)
            self.icon.show()
        return self.there

    def _on_click(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger and not self._macos:
            self.toggled.emit()

    # ------------------------------------------------------------------ what it shows

    def _show_count(self, count: int) -> None:
        if self.icon is None:
            return
        self.fill()
        self.icon.setIcon(menu_bar_icon(count) if self._macos else counted_icon(count))
        if count:
            words = (
                self.tr("Net Journal: %n things want you today", "", count)
                if count > 1
                else self.tr("Net Journal: one thing wants you today")
            )
        else:
            words = self.tr("Net Journal: nothing wants you now")
        self.icon.setToolTip(words.replace("%n", str(count)))

    def fill(self) -> None:
        """Make the menu anew, if it would be another."""
        items = self._reminders.items if self._reminders else ()
        state = (items[:MOST_ITEMS], len(items), self._window_is_shown(), self._day())
        if state == self._filled_with:
            return
        self._filled_with = state
        menu = self.menu
        menu.clear()
        for old in self._submenus:
            old.deleteLater()
        self._submenus = [self._item_menu(item) for item in items[:MOST_ITEMS]]
        for submenu in self._submenus:
            menu.addMenu(submenu)
        if len(items) > MOST_ITEMS:
            self._add(menu, self.tr("{n} more…").format(n=len(items) - MOST_ITEMS), "today", self._show_today)
        if not items:
            menu.addAction(self.tr("Nothing wants you now")).setEnabled(False)
        menu.addSeparator()
        self._add(menu, self.tr("New entry…"), "add", self.entry_wanted.emit)
        words = self.tr("Hide the window") if self._window_is_shown() else self.tr("Show the window")
        self._add(menu, words, "open", self.toggled.emit)
        menu.addSeparator()
        self._add(menu, self.tr("Quit"), "quit", self.quit_wanted.emit)

    def _day(self) -> object:
        if self._reminders is None:
            return None
        return self._reminders.now.date(), tonight(self._reminders.now, self._reminders.hours)

    def _item_menu(self, item: Item) -> QMenu:
        assert self._reminders is not None
        desk, now, hours = self._reminders.desk, self._reminders.now, self._reminders.hours
        line = " · ".join(filter(None, (item.time, item.person.name if item.person else "", told(item.why))))
        short = line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
        menu = QMenu(capital(short).replace("&", "&&"))
        if item.kind in DONE:
            self._add(menu, self.tr("Done"), "done", partial(done, desk, item))
        elif item.person is not None and item.kind.value == "cadence":
            for kind in TOUCHES:
                words = self.tr("{kind} today").format(kind=capital(word(kind)))
                self._add(menu, words, kind.value, partial(touched, desk, item, kind))
        later = menu.addMenu(icon("snooze"), self.tr("Snooze"))
        if tonight(now, hours):
            self._add(later, self.tr("Tonight"), "", partial(snooze, desk, item, now.date()))
        for words, until in snoozes(now.date()):
            self._add(later, capital(told(words)), "", partial(snooze, desk, item, until))
        days = later.addMenu(self.tr("A day…"))
        for n in range(2, 15):
            day = now.date() + timedelta(days=n)
            self._add(days, capital(near_day(day, now.date())), "", partial(snooze, desk, item, day))
        self._add(menu, self.tr("Open"), "open", partial(self._open, item))
        return menu

    def _open(self, item: Item) -> None:
        self.shown.emit()
        if self._reminders is not None:
            show(self._reminders.desk, item)

    def _show_today(self) -> None:
        self.shown.emit()
        if self._reminders is not None:
            self._reminders.desk.page_wanted.emit("today")

    def _add(self, menu: QMenu, words: str, picture: str, act: Callable[[], object]) -> None:
        action = menu.addAction(words) if not picture else menu.addAction(icon(picture), words)
        action.triggered.connect(lambda _checked=False: act())


def counted_icon(count: int) -> QIcon:
    """The program's icon with a number on it, ringed so that it stands out on light and dark panels alike."""
    plain = program_icon()
    if not count:
        return plain
    made = QIcon()
    for side in _SIZES:
        picture = _nothing(side)
        painter = _painter(picture)
        plain.paint(painter, 0, 0, side, side)
        disc, ring, words = _number(count, side)
        painter.setPen(QPen(QColor(_RING), ring) if ring else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QColor(_DISC))
        painter.drawRoundedRect(disc.adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2), *_round(disc))
        painter.setFont(_digits(disc, small=not ring))
        painter.setPen(QColor("#ffffff"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
        made.addPixmap(picture)
    return made


def menu_bar_icon(count: int) -> QIcon:
    """The same for the menu bar of macOS: a shape alone, to which the bar gives the colour that is read on it."""
    made = QIcon()
    for side in _BAR_SIZES:
        picture = _nothing(side)
        painter = _painter(picture)
        painter.drawPixmap(0, 0, pixmap("journal", "#000000", side))
        if count:
            disc, ring, words = _number(count, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor("#000000"))
            cut = QPainter.CompositionMode.CompositionMode_DestinationOut
            painter.setCompositionMode(cut)
            apart = max(1.0, ring)
            painter.drawRoundedRect(disc.adjusted(-apart, -apart, apart, apart), *_round(disc))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.drawRoundedRect(disc, *_round(disc))
            painter.setCompositionMode(cut)
            painter.setFont(_digits(disc, small=not ring))
            painter.setPen(QColor("#000000"))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
        made.addPixmap(picture)
    made.setIsMask(True)
    return made


def _nothing(side: int) -> QPixmap:
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _painter(picture: QPixmap) -> QPainter:
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def _number(count: int, side: int) -> tuple[QRectF, float, str]:
    """Where the number stands in a picture, how wide its ring is (0 where there is no room for one), and its words."""
    words = str(count) if count < 100 else "99"
    small = side < 20
    high = side * (0.7 if small else 0.62)
    wide = high if len(words) == 1 else high * 1.32
    return QRectF(side - wide, side - high, wide, high), 0.0 if small else max(1.0, side / 24), words


def _round(disc: QRectF) -> tuple[float, float]:
    return disc.height() / 2, disc.height() / 2


def _digits(disc: QRectF, *, small: bool) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(max(7, round(disc.height() * (0.9 if small else 0.72))))
    font.setBold(True)
    return font
