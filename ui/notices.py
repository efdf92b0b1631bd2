"""Ways to tell the user something outside the window: the desktop's notices, the tray's balloon, the bar at the foot.

Hidden here: D-Bus, which buttons a desktop can show, and what happens when there is nobody to show a notice. Nothing
waits for an answer: a desktop that is slow, or starts its service only now, never holds up the window.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QSystemTrayIcon

from netjournal.records import dataclass
from ui.desk import Desk
from ui.words import translated

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection  # type: ignore[import-untyped]

log = logging.getLogger(__name__)

OPEN = "default"
"""The choice made by clicking on the notice itself."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One notice as it is shown. `choices`: (name, words on the button); `chosen` is called with a name, or `OPEN`."""

    title: str
    text: str
    choices: Sequence[tuple[str, str]] = ()
    chosen: Callable[[str], object] = lambda _choice: None


class Notifier(Protocol):
    """Who can tell the user something."""

    def tell(self, telling: Telling) -> None: ...


class Notices:
    """Tells by the first way that works: the desktop, else the tray, else the bar in the window."""

    def __init__(
        self,
        desktop: DesktopNotices | None,
        balloon: Callable[[], QSystemTrayIcon | None],
        desk: Callable[[], Desk | None],
    ) -> None:
        self._desktop, self._balloon, self._desk = desktop, balloon, desk
        self._last: Telling | None = None
        self._listening: QSystemTrayIcon | None = None

    def tell(self, telling: Telling) -> None:
        if self._desktop is not None:
            self._desktop.tell(telling, self._otherwise)
        else:
            self._otherwise(telling)

    def _otherwise(self, telling: Telling) -> None:
        tray = self._balloon()
        if tray is not None and tray.supportsMessages():
            self._last = telling
            if self._listening is not tray:
                self._listening = tray
                tray.messageClicked.connect(self._clicked)
            tray.showMessage(telling.title, telling.text, tray.icon(), 15_000)
            return
        desk = self._desk()
        if desk is not None:
            # Of several things the number will do: the bar lies over the page, and where they stand is a click away.
            one = "\n" not in telling.text.strip()
            words = f"{telling.title} – {telling.text.strip()}" if one else telling.title
            desk.tell(words, translated("Notices", "Open"), lambda: telling.chosen(OPEN), "remind")

    def _clicked(self) -> None:
        if self._last is not None:
            self._last.chosen(OPEN)


class DesktopNotices(QObject):
    """The notices of a Linux desktop, by the specification of desktop notifications (org.freedesktop.Notifications).

    The bus is asked for only when there is something to tell.
    """

    NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus: DBusConnection | None = None
        self._notifier: QSocketNotifier | None = None
        self._abilities: frozenset[str] | None = None
        self._waiting: list[tuple[Telling, Callable[[Telling], None]]] = []
        self._replies: dict[int, Callable[[Any], None]] = {}
        self._shown: dict[int, Telling] = {}

    @staticmethod
    def for_this_desktop(parent: QObject) -> DesktopNotices | None:
        """Where desktops show notices in this way."""
        return DesktopNotices(parent) if sys.platform.startswith("linux") else None

    def tell(self, telling: Telling, otherwise: Callable[[Telling], None]) -> None:
        """Show a notice; `otherwise` is called with it if there is nobody to show it."""
        try:
            self._connect()
            if self._abilities is None:
                self._waiting.append((telling, otherwise))
            else:
                self._notify(telling, otherwise)
        except (OSError, KeyError, ValueError, ImportError) as error:  # no bus, or one nobody can speak to
            log.info("no desktop notices: %s", type(error).__name__)
            self.close()
            otherwise(telling)

    def close(self) -> None:
        """Let go of the bus."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
        if self._bus is not None:
            self._bus.close()
        self._bus = self._notifier = self._abilities = None
        self._replies.clear()
        self._shown.clear()
        waiting, self._waiting = self._waiting, []
        for telling, otherwise in waiting:
            otherwise(telling)

    # ------------------------------------------------------------------ on the bus

    def _connect(self) -> None:
        if self._bus is not None:
            return
        from jeepney import DBusAddress, MatchRule, message_bus, new_method_call  # type: ignore[import-untyped]
        from jeepney.io.blocking import open_dbus_connection

        self._bus = bus = open_dbus_connection("SESSION")
        self._notifier = QSocketNotifier(bus.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        rule = MatchRule(type="signal", interface=self.NAME, path=self.PATH)
        self._call(message_bus.AddMatch(rule), lambda _reply: None)
        address = DBusAddress(self.PATH, bus_name=self.NAME, interface=self.NAME)
        self._call(new_method_call(address, "GetCapabilities"), self._learn)

    def _learn(self, reply: Any) -> None:
        if _failed(reply):
            self.close()
            return
        self._abilities = frozenset(reply.body[0])
        waiting, self._waiting = self._waiting, []
        for telling, otherwise in waiting:
            self._notify(telling, otherwise)

    def _notify(self, telling: Telling, otherwise: Callable[[Telling], None]) -> None:
        from html import escape

        from jeepney import DBusAddress, new_method_call

        able = self._abilities or frozenset()
        buttons = [(OPEN, self.tr("Open")), *telling.choices] if "actions" in able else []
        text = escape(telling.text, quote=False) if "body-markup" in able else telling.text
        hints = {"desktop-entry": ("s", "netjournal")}
        body = (
            self.tr("Net Journal"),
            0,
            "netjournal",
            telling.title,
            text,
            [part for button in buttons for part in button],
            hints,
            -1,
        )
        address = DBusAddress(self.PATH, bus_name=self.NAME, interface=self.NAME)

        def shown(reply: Any) -> None:
            if _failed(reply):
                otherwise(telling)
            else:
                self._shown[reply.body[0]] = telling

        self._call(new_method_call(address, "Notify", "susssasa{sv}i", body), shown)

    def _call(self, message: Any, answered: Callable[[Any], None]) -> None:
        assert self._bus is not None
        serial = next(self._bus.outgoing_serial)
        self._replies[serial] = answered
        self._bus.send(message, serial=serial)

    def _read(self) -> None:
        try:
            while self._bus is not None:
                self._take(self._bus.receive(timeout=0))
        except TimeoutError:
            return
        except (OSError, ValueError):  # the bus has gone: the next notice looks for it again
            self.close()

    def _take(self, message: Any) -> None:
        from jeepney import HeaderFields, MessageType

        fields = message.header.fields
        if message.header.message_type in (MessageType.method_return, MessageType.error):
            answered = self._replies.pop(fields.get(HeaderFields.reply_serial, 0), None)
            if answered is not None:
                answered(message)
            return
        if message.header.message_type is not MessageType.signal or fields.get(HeaderFields.interface) != self.NAME:
            return
        member = fields.get(HeaderFields.member)
        if member == "ActionInvoked":
            number, choice = message.body
            telling = self._shown.pop(number, None)
            if telling is not None:
                telling.chosen(choice)
        elif member == "NotificationClosed" and message.body[1] != 1:
            # 1: it ran out of time. Many desktops keep those in a list where they can still be clicked.
            self._shown.pop(message.body[0], None)


def _failed(reply: Any) -> bool:
    from jeepney import MessageType

    return reply.header.message_type is MessageType.error
