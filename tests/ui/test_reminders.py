"""Time is kept, what is due is told once, and a notice is answered from where it stands."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from netjournal.model import AnswerKind, PersonDraft, PersonRef, Reminder
from ui.notices import OPEN, Notices, Telling
from ui.reminders import A_MINUTE, Reminders, hours_of

MONDAY = date(2026, 11, 23)


class Heard:
    def __init__(self):
        self.tellings = []

    def tell(self, telling):
        self.tellings.append(telling)

    @property
    def titles(self):
        return [telling.title for telling in self.tellings]


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def came():
    return []


@pytest.fixture
def reminders(desk, heard, came):
    made = Reminders(desk, heard, lambda: came.append(True))
    yield made
    made.close()


def remind(store, text="Call back", day=MONDAY, clock="", person=None):
    who = PersonRef(person, "") if person else None
    return store.save_reminder(Reminder(0, text, day, who, clock))


def test_the_digest_and_then_a_reminder_at_its_time(reminders, store, clock, heard, qtbot):
    ana = store.add_person(PersonDraft("Ana Ruiz"))
    remind(store, "Send the plans", person=ana)
    remind(store, "Ring about the house", clock="14:30")
    with qtbot.waitSignal(reminders.waiting) as count:
        reminders.look()
    assert count.args == [1]
    assert heard.titles == ["1 thing wants you today"]
    assert heard.tellings[0].text == "Ana Ruiz: Send the plans"
    clock.advance(hours=4, minutes=30)
    with qtbot.waitSignal(reminders.waiting) as count:
        reminders.tick()
    assert count.args == [2]
    assert heard.titles[1:] == ["Reminder · 14:30"]
    assert heard.tellings[1].text == "Ring about the house"


def test_nothing_is_told_twice_in_the_next_run_of_the_program(reminders, store, desk, heard):
    remind(store)
    reminders.look()
    again = Reminders(desk, heard, lambda: None)
    again.look()
    again.close()
    assert len(heard.tellings) == 1


def test_it_is_kept_before_it_is_told(desk, store):
    remind(store)

    class Falls:
        def tell(self, telling):
            raise RuntimeError("the program ends here")

    falling = Reminders(desk, Falls(), lambda: None)
    with pytest.raises(RuntimeError):
        falling.look()
    falling.close()
    calm = Heard()
    again = Reminders(desk, calm, lambda: None)
    again.look()
    again.close()
    assert calm.tellings == []
    assert len(again.items) == 1  # it still stands where it is seen


def test_a_change_is_looked_at_once_however_many_there_were(reminders, store, qtbot, heard):
    reminders.look()
    counts = []
    reminders.waiting.connect(counts.append)
    with qtbot.waitSignal(reminders.waiting):
        remind(store, "One")
        remind(store, "Two")
        number = remind(store, "Three")
        store.answer(f"reminder:{number}:{MONDAY}", AnswerKind.DONE)
    assert counts == [2]
    assert heard.tellings == []  # written just now: the next digest tells


def test_it_wakes_once_a_minute_at_most_and_looks_only_when_it_must(reminders, store, clock, monkeypatch):
    remind(store, clock="10:03")
    looked = []
    agenda = store.agenda
    monkeypatch.setattr(store, "agenda", lambda: looked.append(1) or agenda())
    reminders.look()
    waits = []
    while len(looked) == 1:
        waits.append(reminders._timer.interval())
        clock.advance(milliseconds=waits[-1])
        # The other clock runs as well, which a test does not wait for.
        reminders._looked_at = clock.now
        reminders.tick()
    assert min(waits) >= A_MINUTE
    assert len(looked) == 2


def test_after_sleep_what_was_missed_is_told_at_the_first_tick(reminders, store, clock, heard):
    for n in range(3):
        remind(store, f"Missed {n}", MONDAY + timedelta(n), "16:00")
    reminders.look()
    clock.advance(days=4)
    reminders.tick()
    assert heard.titles == ["3 reminders you missed"]


def test_coming_to_the_front_after_sleep_looks_at_once(reminders, store, clock, heard, qtbot):
    remind(store, clock="16:00")
    reminders.look()
    clock.advance(hours=8)
    with qtbot.waitSignal(reminders.waiting):
        QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert len(heard.tellings) == 1


def test_a_clock_set_back_tells_nothing_again(reminders, store, clock, heard):
    remind(store)
    remind(store, clock="10:00")
    reminders.look()
    assert len(heard.tellings) == 2
    for hours in (-3, 3, -48, 48):
        clock.advance(hours=hours)
        reminders.tick()
    assert len(heard.tellings) == 2


def test_no_notices_by_the_switch(reminders, store, machine, heard):
    machine.keep("notices/on", value=False)
    remind(store)
    reminders.look()
    assert heard.tellings == []
    assert len(reminders.items) == 1


@pytest.mark.parametrize(("kept", "read"), [("7:30", "07:30"), ("half past", "09:00"), ("24:10", "09:00")])
def test_hours_that_make_no_sense_are_the_usual_ones(machine, kept, read):
    machine.keep("notices/digest", kept)
    assert hours_of(machine).digest_at == read


@pytest.mark.parametrize(
    ("choice", "kind", "until"),
    [
        ("done", AnswerKind.DONE, None),
        ("tonight", AnswerKind.SNOOZED, MONDAY),
        ("tomorrow", AnswerKind.SNOOZED, MONDAY + timedelta(1)),
    ],
)
def test_a_notice_is_answered_by_its_buttons(reminders, store, heard, choice, kind, until):
    number = remind(store)
    reminders.look()
    (telling,) = heard.tellings
    assert [name for name, _ in telling.choices] == ["done", "tonight", "tomorrow"]
    telling.chosen(choice)
    (answer,) = store.answers()
    assert (answer.key, answer.kind, answer.until) == (f"reminder:{number}:{MONDAY}", kind, until)
    reminders.look()
    assert reminders.items == ()


def test_hours_that_are_changed_hold_within_a_minute(reminders, store, machine, clock, heard):
    machine.keep("notices/digest", "10:30")
    remind(store)
    reminders.look()
    assert heard.tellings == []
    machine.keep("notices/digest", "10:00")
    clock.advance(minutes=1)
    reminders._looked_at = clock.now
    reminders.tick()
    assert len(heard.tellings) == 1


def test_a_notice_of_a_journal_that_was_closed_only_brings_the_window(desk, store, heard, came):
    closed = Reminders(desk, heard, lambda: came.append(True))
    remind(store)
    closed.look()
    closed.close()
    heard.tellings[0].chosen("done")
    assert (store.answers(), came) == ([], [True])


def test_a_button_pressed_late_answers_nothing_that_was_answered(reminders, store, heard):
    number = remind(store)
    reminders.look()
    store.answer(f"reminder:{number}:{MONDAY}", AnswerKind.DISMISSED)
    heard.tellings[0].chosen("done")
    assert [answer.kind for answer in store.answers()] == [AnswerKind.DISMISSED]


def test_a_click_opens_the_person(reminders, store, desk, heard, came, qtbot):
    ana = store.add_person(PersonDraft("Ana Ruiz"))
    remind(store, person=ana)
    reminders.look()
    with qtbot.waitSignal(desk.person_wanted, timeout=0) as wanted:
        heard.tellings[0].chosen(OPEN)
    assert (wanted.args, came) == ([ana], [True])


def test_a_click_on_several_opens_today(reminders, store, desk, heard, qtbot):
    remind(store, "One")
    remind(store, "Two")
    reminders.look()
    assert heard.tellings[0].choices == ()
    with qtbot.waitSignal(desk.page_wanted, timeout=0) as wanted:
        heard.tellings[0].chosen(OPEN)
    assert wanted.args == ["today"]


def test_without_desktop_and_tray_the_bar_tells(desk, qtbot):
    opened = []
    with qtbot.waitSignal(desk.said, timeout=0) as said:
        Notices(None, lambda: None, lambda: desk).tell(Telling("Two things", "One\nTwo", (), opened.append))
    words, action, act, mood = said.args
    assert (words, action, mood) == ("Two things", "Open", "remind")  # the bar lies over the page: one line will do
    act()
    assert opened == [OPEN]
    with qtbot.waitSignal(desk.said, timeout=0) as said:
        Notices(None, lambda: None, lambda: desk).tell(Telling("Ana Ruiz", "ring her", (), opened.append))
    assert said.args[0] == "Ana Ruiz – ring her"
