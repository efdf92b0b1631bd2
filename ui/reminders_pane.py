"""The settings of what comes back: notices, the tray, the key of the capture field, the calendar file, suggestions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from PySide6.QtCore import QKeyCombination, QLocale, QSignalBlocker, QStandardPaths, Qt, QTime, Signal
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QKeySequenceEdit, QTimeEdit, QWidget

from netjournal.delivery import is_quiet
from netjournal.errors import KnownError
from netjournal.model import Change
from ui import hotkey
from ui.autostart import start_at_login, starts_at_login
from ui.calendar_file import KEY as CALENDAR_FILE
from ui.desk import Desk
from ui.look import S, px
from ui.parts.button import button
from ui.parts.label import Label
from ui.parts.segmented import Segmented
from ui.reminders import hours_of
from ui.settings import Days, Pane
from ui.tray import tray_is_there, tray_name
from ui.words import key_name, told

CAPTURE_KEY = "capture/key"


class Clock(QTimeEdit):
    """A time of day, kept when the field is left or Enter is pressed; the wheel belongs to the page."""

    kept = Signal(str)
    """HH:MM, when it is another."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setDisplayFormat(QLocale().timeFormat(QLocale.FormatType.ShortFormat))
        self.setFixedWidth(px(88))
        self._shown = ""
        self.editingFinished.connect(self._settle)

    @property
    def value(self) -> str:
        """HH:MM."""
        return self.time().toString("HH:mm")

    def show_value(self, value: str) -> None:
        """What is kept, unless something else is being typed."""
        self._shown = value
        if not self.hasFocus():
            self.setTime(QTime.fromString(value, "HH:mm"))

    def _settle(self) -> None:
        if self.value != self._shown:
            self._shown = self.value
            self.kept.emit(self.value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class RemindersPane(Pane):
    """When the user is told, where the program waits, and what the agenda may suggest."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.head(
            self.tr("Reminders"),
            self.tr("How what wants you comes back. Kept on this computer, but for the suggestions at the end."),
        )
        self._add_notices()
        self._add_program()
        self._add_calendar()
        self._add_suggestions()
        self.column.addStretch(1)

    # ------------------------------------------------------------------ notices

    def _add_notices(self) -> None:
        group = self.group(self.tr("Notices of the desktop"))
        self.notices = self._switch(lambda on: self._keep("notices/on", on))
        group.line(
            self.tr("Tell me what is due"),
            self.notices,
            hint=self.tr("Once a day what is new, and each timed reminder at its time. Nothing is told twice."),
        )
        self.clocks: dict[str, Clock] = {}
        digest = self._clock("notices/digest", self.tr("Time of the daily notice"))
        group.line(self.tr("What is new today, at"), digest)
        quiet = QWidget()
        line = QHBoxLayout(quiet)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        line.addWidget(self._clock("notices/quiet-from", self.tr("Quiet from")))
        line.addWidget(Label("–", "body", "quiet"))
        line.addWidget(self._clock("notices/quiet-until", self.tr("Quiet until")))
        self.quiet_line = group.line(self.tr("Say nothing from – until"), quiet, hint=" ")
        self.evening_line = group.line(
            self.tr("“Tonight” is at"), self._clock("notices/evening", self.tr("Time of the evening")), hint=" "
        )

    def _clock(self, key: str, name: str) -> Clock:
        made = self.clocks[key] = Clock(name)
        made.kept.connect(lambda value: self._keep(key, value))
        return made

    def _show_notices(self) -> None:
        hours = hours_of(self.desk.machine)
        self._show(self.notices, on=hours.notices)
        shown = dict(zip(self.clocks, (hours.digest_at, hours.quiet_from, hours.quiet_until, hours.evening)))
        for key, clock in self.clocks.items():
            clock.show_value(shown[key])
            clock.setEnabled(hours.notices or key == "notices/evening")
        self.quiet_line.show_hint(
            self.tr("Equal times: never quiet.")
            if hours.quiet_from == hours.quiet_until
            else self.tr("What falls into these hours is told when they end.")
        )
        unheard = is_quiet(datetime.combine(self.desk.today, time.fromisoformat(hours.evening)), hours)
        self.evening_line.show_hint(
            self.tr("That is in the quiet hours: nothing can be put off until tonight.")
            if unheard
            else self.tr("When what you put off until tonight comes back."),
            "warn" if unheard else "quiet",
        )

    # ------------------------------------------------------------------ the program beside its window

    def _add_program(self) -> None:
        group = self.group(self.tr("The program"))
        self.closing = Segmented(self.tr("When the window is closed"))
        self.closing.add("stay", self.tr("Minimise"))
        self.closing.add("quit", self.tr("Quit"))
        self.closing.chosen.connect(lambda key: self._keep(self._closing_key, key == "stay"))
        self.closing_line = group.line(self.tr("When the window is closed"), self.closing, hint=" ")
        self.login = self._switch(self._start_at_login)
        self._login_hint = self.tr("Hidden in the {tray}, so that nothing is missed.").format(tray=tray_name())
        self.login_line = group.line(self.tr("Start at login"), self.login, hint=self._login_hint)
        self.key_field = QKeySequenceEdit()
        self.key_field.setMaximumSequenceLength(1)
        self.key_field.setFixedWidth(px(140))
        self.key_field.editingFinished.connect(self._take_key)
        self.key_button = button("", self._suggest_or_clear, kind="quiet")
        self.key_line = group.line(
            self.tr("Key for the capture field, anywhere"), self.key_button, self.key_field, hint=" "
        )
        able = hotkey.can_have_one()
        self.key_field.setVisible(able)
        self.key_button.setVisible(able)

    @property
    def _closing_key(self) -> str:
        return "close/to-tray" if tray_is_there() else "close/minimise"

    def _show_program(self) -> None:
        there = tray_is_there()
        self.closing.button("stay").setText(
            self.tr("Stay in the {tray}").format(tray=tray_name()) if there else self.tr("Minimise")
        )
        self.closing.choose("stay" if self.desk.machine.flag(self._closing_key, default=there) else "quit")
        self.closing_line.show_hint(
            self.tr("In the {tray} it goes on reminding you.").format(tray=tray_name())
            if there
            else self.tr("This desktop has no tray. Minimised, it goes on reminding you.")
        )
        self._show(self.login, on=starts_at_login())
        self.login_line.show_hint(self._login_hint)
        self._show_key()

    def _start_at_login(self, on: bool) -> None:
        try:
            start_at_login(on=on)
        except KnownError as error:
            self._show(self.login, on=not on)
            self.login_line.show_hint(f"{told(error.sentence)} {told(error.advice)}", "bad")
        except OSError as error:
            self._show(self.login, on=not on)
            words = self.tr("That cannot be done on this computer: {why}.").format(why=error.strerror or str(error))
            self.login_line.show_hint(words, "bad")
        else:
            self.login_line.show_hint(self._login_hint)

    def _show_key(self, wrong: str = "") -> None:
        key = QKeySequence(self.desk.machine.text(CAPTURE_KEY))
        suggested = key_name(hotkey.SUGGESTED)
        blocked = QSignalBlocker(self.key_field)
        self.key_field.setKeySequence(key)
        blocked.unblock()
        self.key_button.setText(self.tr("Take {key}").format(key=suggested) if key.isEmpty() else self.tr("No key"))
        if not hotkey.can_have_one():
            hint = self.tr(
                "This desktop gives keys to no program. In its settings you can bind one to the command "
                "“netjournal capture”."
            )
        elif key.isEmpty():
            hint = self.tr("None. Click into the field and press the keys.")
        else:
            hint = self.tr("It opens the field over whatever you are doing, while the program runs.")
        self.key_line.show_hint(wrong or hint, "bad" if wrong else "quiet")

    def _suggest_or_clear(self) -> None:
        taken = bool(self.desk.machine.text(CAPTURE_KEY))
        self._set_key(QKeySequence() if taken else QKeySequence(hotkey.SUGGESTED))

    def _take_key(self) -> None:
        self._set_key(self.key_field.keySequence())

    def _set_key(self, wanted: QKeySequence) -> None:
        """Take another key; one that cannot be had leaves the one there was."""
        before = self.desk.machine.text(CAPTURE_KEY)
        key = wanted.toString(QKeySequence.SequenceFormat.PortableText)
        if key == before:
            return
        native = wanted.toString(QKeySequence.SequenceFormat.NativeText)
        if key and not _stands_out(wanted[0]):  # type: ignore[index]
            words = self.tr("{key} alone would be gone everywhere else: hold others with it, as in {example}.")
            self._show_key(words.format(key=native, example=key_name(hotkey.SUGGESTED)))
            return
        self.desk.machine.keep(CAPTURE_KEY, key)
        if self.desk.take_key():
            self._show_key()
            return
        self.desk.machine.keep(CAPTURE_KEY, before)
        self.desk.take_key()
        self._show_key(self.tr("{key} cannot be had: another program has it. Choose another.").format(key=native))

    # ------------------------------------------------------------------ the calendar file

    def _add_calendar(self) -> None:
        group = self.group(self.tr("Calendar"))
        self.stop_button = button(self.tr("Stop"), lambda: self._keep_calendar(""), kind="quiet")
        self.choose_button = button("", self._choose_file, picture="calendar")
        self.calendar_line = group.line(
            self.tr("Keep a calendar file current"), self.stop_button, self.choose_button, hint=" "
        )

    def _show_calendar(self) -> None:
        file = self.desk.machine.text(CALENDAR_FILE)
        self.stop_button.setVisible(bool(file))
        self.choose_button.setText(self.tr("Change…") if file else self.tr("Choose a file…"))
        self.calendar_line.show_hint(
            file or self.tr("Dates, reminders and asks to come back to, for a telephone to subscribe to.")
        )

    def _choose_file(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        file = Path(self.desk.machine.text(CALENDAR_FILE) or Path(documents) / "agenda.ics")
        dialog = QFileDialog(self, self.tr("Calendar file"), str(file.parent), self.tr("Calendars (*.ics)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("ics")
        dialog.selectFile(file.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._keep_calendar)
        dialog.open()

    def _keep_calendar(self, file: str) -> None:
        self._keep(CALENDAR_FILE, file)

    # ------------------------------------------------------------------ suggestions, kept in the journal

    def _add_suggestions(self) -> None:
        group = self.group(self.tr("Suggestions of the agenda"))
        self.reconnect = self._switch(lambda on: self._settle(reconnect=on))
        self.dormant = Days(9999)
        self.dormant.setMinimum(30)
        self.dormant.editingFinished.connect(lambda: self._settle(dormant_days=self.dormant.value()))
        self.dormant.setAccessibleName(self.tr("Days without a word"))
        group.line(
            self.tr("Say hello after a long time"),
            self.dormant,
            self.reconnect,
            hint=self.tr("People you had not been in touch with for that many days, three a day at most."),
        )
        self.give = self._switch(lambda on: self._settle(give=on))
        self.distance = Days(3650)
        self.distance.setMinimum(1)
        self.distance.editingFinished.connect(lambda: self._settle(ask_distance=self.distance.value()))
        self.distance.setAccessibleName(self.tr("Days between two suggestions"))
        group.line(
            self.tr("You gave often and never asked"),
            self.distance,
            self.give,
            hint=self.tr("The same person again after that many days at the earliest."),
        )
        self.nobody = self._switch(lambda on: self._settle(asked_nobody=on))
        group.line(
            self.tr("You asked nobody this month"), self.nobody, hint=self.tr("Said once, from the 20th of a month on.")
        )
        note = self.tr("Kept in the journal; every change can be undone. They are never told by a notice.")
        self.column.addWidget(Label(note, "small", "quiet", wrap=True))

    def _show_suggestions(self) -> None:
        kept = self.desk.store.preferences
        self._show(self.reconnect, on=kept.reconnect)
        self._show(self.give, on=kept.give)
        self._show(self.nobody, on=kept.asked_nobody)
        self.dormant.show_value(kept.dormant_days)
        self.dormant.setEnabled(kept.reconnect)
        self.distance.show_value(kept.ask_distance)
        self.distance.setEnabled(kept.give)

    # ------------------------------------------------------------------ all of them

    def refresh(self, change: Change | None = None) -> None:
        if change is None:
            self._show_notices()
            self._show_program()
            self._show_calendar()
        if change is None or change.settings or change.everything:
            self._show_suggestions()

    def _switch(self, act: Callable[[bool], None]) -> QCheckBox:
        made = QCheckBox()
        made.toggled.connect(act)
        return made

    def _show(self, switch: QCheckBox, *, on: bool) -> None:
        blocked = QSignalBlocker(switch)
        switch.setChecked(on)
        blocked.unblock()

    def _keep(self, key: str, value: object) -> None:
        self.desk.machine.keep(key, value)
        self.desk.machine_settled.emit(key)
        self._show_notices()
        self._show_calendar()


def _stands_out(key: QKeyCombination) -> bool:
    """Whether a key can be taken from all other programs: not what one types with."""
    ways = Qt.KeyboardModifier
    if key.keyboardModifiers() & (ways.ControlModifier | ways.AltModifier | ways.MetaModifier):
        return True
    return Qt.Key.Key_F1.value <= key.key().value <= Qt.Key.Key_F35.value
