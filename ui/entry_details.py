"""The parts of the entry form that only some kinds have: what an ask, an outcome, a referral, an introduction, thanks
say besides text and people.

Each part shows a detail, reads it back, and names its fields as the store does when it refuses one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from netjournal.capture import read_number
from netjournal.days import add_months
from netjournal.model import (
    AskDetail,
    AskSide,
    AskState,
    Consent,
    Detail,
    EntryKind,
    Gratitude,
    IntroductionDetail,
    IntroductionState,
    KnownBy,
    Money,
    OutcomeDetail,
    PersonRef,
    Reason,
    ReferralDetail,
    ReferralState,
    Side,
    ThanksDetail,
    Word,
)
from ui.day_choice import DayField
from ui.desk import Desk
from ui.entry_cards import entry_title
from ui.look import XS, M, S
from ui.parts.chip import ChipRow, ChipText
from ui.parts.drop_down import DropDown
from ui.parts.label import Label
from ui.parts.segmented import Segmented
from ui.people_field import PeopleField
from ui.words import capital, near_day, word

W = TypeVar("W", bound=Word)


class Field(QWidget):
    """A control with its name above and, where something is wrong with it, a sentence below."""

    def __init__(self, title: str, control: QWidget, hint: str = "") -> None:
        super().__init__()
        self.control = control
        self.label = Label(title, "small", "quiet")
        self.label.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(title)
        self.wrong = Label("", "small", "bad", wrap=True)
        self.wrong.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addWidget(self.label)
        segmented = isinstance(control, Segmented)
        column.addWidget(control, 0, Qt.AlignmentFlag.AlignLeading if segmented else Qt.AlignmentFlag(0))
        if hint:
            column.addWidget(Label(hint, "small", "quiet", wrap=True))
        column.addWidget(self.wrong)
        column.addStretch(1)

    def complain(self, sentence: str) -> None:
        """Say what is wrong, or nothing with ""."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        self.control.setAccessibleDescription(sentence)

    def set_title(self, title: str) -> None:
        self.label.setText(title)
        self.control.setAccessibleName(title)


def side_by_side(*widgets: QWidget, stretches: Sequence[int] = ()) -> QWidget:
    """Fields in one line."""
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(M)
    for n, widget in enumerate(widgets):
        line.addWidget(widget, stretches[n] if n < len(stretches) else 1)
    return made


def words_of(kind: type[W], but: Sequence[W] = ()) -> list[tuple[str, str]]:
    """A vocabulary as choices."""
    return [(one.value, capital(word(one))) for one in kind if one not in but]


class MoneyField(QWidget):
    """A sum and its currency. Empty is None."""

    changed = Signal()

    def __init__(self, name: str, currency: str) -> None:
        super().__init__()
        self._currency = currency
        self.amount = QLineEdit()
        self.amount.setAccessibleName(name)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.unit = QLineEdit(currency)
        self.unit.setAccessibleName(self.tr("Currency"))
        self.unit.setMaxLength(3)
        self.unit.setFixedWidth(self.unit.fontMetrics().horizontalAdvance("MMMM") + 20)
        self.setFocusProxy(self.amount)
        self.amount.textEdited.connect(self.changed)
        self.unit.textEdited.connect(self.changed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(XS)
        line.addWidget(self.amount, 1)
        line.addWidget(self.unit)

    def show_money(self, value: Money | None) -> None:
        locale = QLocale()
        plain = "" if value is None else format(value.amount, "f").replace(".", locale.decimalPoint())
        if value is not None and value.amount.as_tuple().exponent == -3:
            plain += "0"  # three digits alone would be read as thousands
        self.amount.setText(plain)
        self.unit.setText(value.currency if value else self._currency)

    @property
    def money(self) -> Money | None:
        amount = self._read()
        return None if amount is None else Money(amount, self.unit.text().strip().upper() or self._currency)

    @property
    def understood(self) -> bool:
        """Whether what stands there is a sum, or nothing."""
        return self._read() is not None or not self.amount.text().strip()

    def _read(self) -> Decimal | None:
        """As the capture line reads it, in whatever way it is written: one text is one sum, everywhere."""
        return read_number(" ".join(self.amount.text().split()))


class DetailPart(QWidget):
    """What the parts have in common."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.fields: dict[str, Field] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(M)

    def _field(self, key: str, title: str, control: QWidget, hint: str = "") -> Field:
        made = self.fields[key] = Field(title, control, hint)
        for name in ("changed", "chosen", "textEdited", "currentIndexChanged", "valueChanged"):
            signal = getattr(control, name, None)
            if signal is not None:
                signal.connect(lambda *_: self.changed.emit())
                break
        return made

    def _offerings(self) -> DropDown:
        offered = [(str(one.id), one.name) for one in self.desk.store.offerings() if not one.retired]
        return DropDown(choices=[("", self.tr("None in particular")), *offered])

    def _keep_offering(self, choice: DropDown, number: int | None) -> None:
        """Show the offering of a detail, retired or not."""
        if number is not None and choice.findData(str(number)) < 0:
            name = next((one.name for one in self.desk.store.offerings() if one.id == number), "")
            choice.addItem(name, str(number))
        choice.choose(str(number or ""))

    def show_detail(self, detail: Detail | None) -> None:
        """Show a detail, or what a new one begins with."""

    def read(self) -> Detail:
        """The detail as it stands."""
        raise NotImplementedError

    def misread(self) -> tuple[str, str] | None:
        """A field in which something stands that cannot be read, and what is wrong with it."""
        for key, field in self.fields.items():
            control = field.control
            if isinstance(control, MoneyField) and not control.understood:
                return key, self.tr("This is not a sum: write it like 1250.")
            if isinstance(control, DayField) and not control.understood and field.isVisibleTo(self):
                return key, self.tr("This is not a day: write it like 1 April, or next friday.")
        return None

    def people(self) -> list[tuple[PersonRef, bool]]:
        """Whom the detail names, and whether contact is with them (else about them)."""
        return []


class AskPart(DetailPart):
    """Of an ask."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.side = Segmented(self.tr("Who asked"))
        self.side.add(AskSide.MADE.value, self.tr("I asked them"), "ask-made")
        self.side.add(AskSide.RECEIVED.value, self.tr("They asked me"), "ask-received")
        self.side.chosen.connect(lambda _: self._arrange())
        self.about = QLineEdit()
        self.about.setPlaceholderText(self.tr("her house sale"))
        self.offering = self._offerings()
        self.value = MoneyField(self.tr("Value"), desk.store.preferences.currency)
        self.guess = QSpinBox()
        self.guess.setRange(-1, 100)
        self.guess.setSpecialValueText(self.tr("not said"))
        self.guess.setSuffix(" %")
        self.guess.lineEdit().setTextMargins(S - 2, 0, S - 2, 0)  # which a style sheet cannot give it
        self.column.addWidget(self._field("side", self.tr("Who asked"), self.side))
        self.column.addWidget(self._field("about", self.tr("What was asked"), self.about))
        self._guess = self._field("guess", self.tr("My guess of a yes"), self.guess)
        self.column.addWidget(
            side_by_side(
                self._field("offering", self.tr("Which offering of mine"), self.offering),
                self._field("value", self.tr("Value"), self.value),
                self._guess,
                stretches=(3, 2, 1),
            )
        )
        self.show_detail(None)

    def _arrange(self) -> None:
        self._guess.setVisible(self.side.current == AskSide.MADE.value)

    def show_detail(self, detail: Detail | None) -> None:
        made = detail if isinstance(detail, AskDetail) else AskDetail(AskSide.MADE, "")
        self.side.choose(made.side.value)
        self.about.setText(made.about)
        self._keep_offering(self.offering, made.offering)
        self.value.show_money(made.value)
        self.guess.setValue(-1 if made.guess is None else made.guess)
        self._arrange()

    def read(self) -> AskDetail:
        side = AskSide(self.side.current)
        guess = self.guess.value()
        return AskDetail(
            side,
            self.about.text(),
            int(self.offering.key) if self.offering.key else None,
            self.value.money,
            None if guess < 0 or side is not AskSide.MADE else guess,
        )


class OutcomePart(DetailPart):
    """Of an outcome: what is wanted depends on the state."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._ask = 0
        self.states = ChipRow(self.tr("What came of it"))
        self.state: AskState | None = None
        """What was chosen; nothing yet in a form for an outcome that is to be recorded."""
        self.states.clicked.connect(self._on_state)
        self.come_back = DayField(
            self.tr("Come back on"), lambda: desk.today, ahead=True, day_first=desk.store.preferences.day_first
        )
        self.soon = ChipRow(self.tr("Come back"))
        self.soon.clicked.connect(self._on_soon)
        self.elsewhere = PeopleField(desk, self.tr("To whom"), single=True)
        self.reason = DropDown(choices=words_of(Reason))
        self.known_by = DropDown(choices=[("", self.tr("Not said")), *words_of(KnownBy)])
        self.value = MoneyField(self.tr("Value"), desk.store.preferences.currency)
        self._come_back = self._field("come_back", self.tr("Come back on"), self.come_back)
        self._elsewhere = self._field("elsewhere", self.tr("To whom"), self.elsewhere)
        self._value = self._field("value", self.tr("Value"), self.value)
        self._reason = self._field("reason", self.tr("Reason"), self.reason)
        self._known_by = self._field("known_by", self.tr("How I know it"), self.known_by)
        self._why = side_by_side(self._reason, self._known_by)
        for part in (
            self._field("ask", self.tr("What came of it"), self.states),
            self._come_back,
            self.soon,
            self._elsewhere,
            self._value,
            self._why,
        ):
            self.column.addWidget(part)
        self.show_detail(None)

    def _on_state(self, key: object) -> None:
        self.choose(AskState(str(key)))
        self.changed.emit()

    def choose(self, state: AskState | None) -> None:
        """Turn to a state, or to none."""
        self.state = state
        self.states.show_chips(
            [ChipText(one.value, capital(word(one)), checkable=True, checked=one is state) for one in AskState]
        )
        self._come_back.setVisible(state is AskState.NOT_NOW)
        self.soon.setVisible(state is AskState.NOT_NOW)
        self._elsewhere.setVisible(state is AskState.ELSEWHERE)
        self._value.setVisible(state is AskState.YES)
        self._why.setVisible(state in (AskState.NO, AskState.NOT_NOW, AskState.ELSEWHERE, AskState.NO_ANSWER))
        today = self.desk.today
        days = [
            (self.tr("in a month"), add_months(today, 1)),
            (self.tr("in three months"), add_months(today, 3)),
            (self.tr("in half a year"), add_months(today, 6)),
            (self.tr("in a year"), add_months(today, 12)),
        ]
        self.soon.show_chips([ChipText(day, words) for words, day in days])

    def _on_soon(self, day: object) -> None:
        assert isinstance(day, date)
        self.come_back.set_day(day)
        self.changed.emit()

    def show_detail(self, detail: Detail | None) -> None:
        made = detail if isinstance(detail, OutcomeDetail) else OutcomeDetail(0, AskState.YES)
        self._ask = made.ask
        self.come_back.set_day(made.come_back)
        self.elsewhere.set_people([made.elsewhere])
        self.reason.choose(made.reason.value)
        self.known_by.choose(made.known_by.value if made.known_by else "")
        self.value.show_money(made.value)
        self.choose(made.state)

    def misread(self) -> tuple[str, str] | None:
        if self.state is None:
            return "ask", self.tr("Choose what came of it.")
        return super().misread()

    def read(self) -> OutcomeDetail:
        state = self.state
        assert state is not None
        why = not self._why.isHidden()
        return OutcomeDetail(
            self._ask,
            state,
            self.come_back.day if state is AskState.NOT_NOW else None,
            self.elsewhere.person if state is AskState.ELSEWHERE else None,
            Reason(self.reason.key) if why else Reason.NOT_SAID,
            KnownBy(self.known_by.key) if why and self.known_by.key else None,
            self.value.money if state is AskState.YES else None,
        )


class ReferralPart(DetailPart):
    """Of a referral."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.side = Segmented(self.tr("Who passed it on"))
        self.side.add(Side.GIVEN.value, self.tr("I sent them on"), "referral-given")
        self.side.add(Side.RECEIVED.value, self.tr("They sent somebody"), "referral-received")
        self.side.chosen.connect(lambda _: self._arrange())
        self.other = PeopleField(desk, self.tr("To whom"), single=True)
        self.prospect = PeopleField(desk, self.tr("Prospect"), single=True)
        self.need = QLineEdit()
        self.need.setPlaceholderText(self.tr("a roofer for the boat house"))
        self.offering = self._offerings()
        self.consent = DropDown(choices=words_of(Consent))
        self.prepared = DropDown(
            choices=[
                ("", self.tr("Not said")),
                ("1", self.tr("1: a name")),
                ("2", self.tr("2: a name and how to reach them")),
                ("3", self.tr("3: they know that a call will come")),
                ("4", self.tr("4: recommended in so many words")),
                ("5", self.tr("5: brought together in person")),
            ]
        )
        self.state = DropDown(choices=words_of(ReferralState))
        self.settled = DayField(self.tr("Since"), lambda: desk.today, day_first=desk.store.preferences.day_first)
        self.value = MoneyField(self.tr("Value"), desk.store.preferences.currency)
        self._other = self._field("other", self.tr("To whom"), self.other)
        rows = (
            (self._field("side", self.tr("Who passed it on"), self.side),),
            (self._other, self._field("prospect", self.tr("Prospect"), self.prospect)),
            (self._field("need", self.tr("What they need"), self.need),),
            (
                self._field("consent", self.tr("Agreed to be called"), self.consent),
                self._field("prepared", self.tr("How well prepared"), self.prepared),
            ),
            (
                self._field("state", self.tr("What came of it"), self.state),
                self._field("settled", self.tr("Since"), self.settled),
                self._field("value", self.tr("Value"), self.value),
            ),
            (self._field("offering", self.tr("Which offering of mine"), self.offering),),
        )
        for row in rows:
            self.column.addWidget(row[0] if len(row) == 1 else side_by_side(*row))
        self.show_detail(None)

    def _arrange(self) -> None:
        given = self.side.current == Side.GIVEN.value
        self._other.set_title(self.tr("To whom") if given else self.tr("From whom"))
        self.fields["offering"].setVisible(not given)

    def show_detail(self, detail: Detail | None) -> None:
        made = detail if isinstance(detail, ReferralDetail) else ReferralDetail(Side.GIVEN, None, None)
        self.side.choose(made.side.value)
        self.other.set_people([made.other])
        self.prospect.set_people([made.prospect])
        self.need.setText(made.need)
        self._keep_offering(self.offering, made.offering)
        self.consent.choose(made.consent.value)
        self.prepared.choose(str(made.prepared or ""))
        self.state.choose(made.state.value)
        self.settled.set_day(made.settled)
        self.value.show_money(made.value)
        self._arrange()

    def read(self) -> ReferralDetail:
        side = Side(self.side.current)
        return ReferralDetail(
            side,
            self.other.person,
            self.prospect.person,
            self.need.text(),
            int(self.offering.key) if self.offering.key and side is Side.RECEIVED else None,
            Consent(self.consent.key),
            int(self.prepared.key) if self.prepared.key else None,
            ReferralState(self.state.key),
            self.value.money,
            self.settled.day,
        )

    def people(self) -> list[tuple[PersonRef, bool]]:
        ends = ((self.other.person, True), (self.prospect.person, False))
        return [(person, whom) for person, whom in ends if person]


class IntroductionPart(DetailPart):
    """Of an introduction."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.side = Segmented(self.tr("Who brought whom together"))
        self.side.add(Side.GIVEN.value, self.tr("I brought them together"), "introduction")
        self.side.add(Side.RECEIVED.value, self.tr("I was introduced"), "they-reached-out")
        self.side.chosen.connect(lambda _: self._arrange())
        self.one = PeopleField(desk, self.tr("One"), single=True)
        self.other = PeopleField(desk, self.tr("The other"), single=True)
        self.introducer = PeopleField(desk, self.tr("Who introduced us"), single=True)
        self.purpose = QLineEdit()
        self.state = DropDown(choices=words_of(IntroductionState))
        self.settled = DayField(self.tr("Since"), lambda: desk.today, day_first=desk.store.preferences.day_first)
        self.one_consent = DropDown(choices=words_of(Consent))
        self.other_consent = DropDown(choices=words_of(Consent))
        self.result = QLineEdit()
        self._one = self._field("one", self.tr("One"), self.one)
        self._other = self._field("other", self.tr("The other"), self.other)
        self._introducer = self._field("introducer", self.tr("Who introduced us"), self.introducer)
        self._one_consent = self._field("one_consent", self.tr("The first agreed"), self.one_consent)
        self._other_consent = self._field("other_consent", self.tr("The other agreed"), self.other_consent)
        for row in (
            self._field("side", self.tr("Who brought whom together"), self.side),
            side_by_side(self._introducer, self._one, self._other),
            self._field("purpose", self.tr("What for"), self.purpose),
            side_by_side(self._one_consent, self._other_consent),
            side_by_side(
                self._field("state", self.tr("How far it has come"), self.state),
                self._field("settled", self.tr("Since"), self.settled),
                self._field("result", self.tr("What came of it"), self.result),
                stretches=(1, 1, 2),
            ),
        ):
            self.column.addWidget(row)
        self.show_detail(None)

    def _arrange(self) -> None:
        given = self.side.current == Side.GIVEN.value
        self._one.setVisible(given)
        self._one_consent.setVisible(given)
        self._introducer.setVisible(not given)
        self._other.set_title(self.tr("The other") if given else self.tr("To whom"))

    def show_detail(self, detail: Detail | None) -> None:
        made = detail if isinstance(detail, IntroductionDetail) else IntroductionDetail(Side.GIVEN, None, None)
        self.side.choose(made.side.value)
        self.one.set_people([made.one])
        self.other.set_people([made.other])
        self.introducer.set_people([made.introducer])
        self.purpose.setText(made.purpose)
        self.state.choose(made.state.value)
        self.one_consent.choose(made.one_consent.value)
        self.other_consent.choose(made.other_consent.value)
        self.settled.set_day(made.settled)
        self.result.setText(made.result)
        self._arrange()

    def read(self) -> IntroductionDetail:
        side = Side(self.side.current)
        given = side is Side.GIVEN
        return IntroductionDetail(
            side,
            self.one.person if given else None,
            self.other.person,
            None if given else self.introducer.person,
            self.purpose.text(),
            IntroductionState(self.state.key),
            Consent(self.one_consent.key),
            Consent(self.other_consent.key),
            self.result.text(),
            self.settled.day,
        )

    def people(self) -> list[tuple[PersonRef, bool]]:
        detail = self.read()
        return [(person, True) for person in (detail.introducer, detail.one, detail.other) if person]


class ThanksPart(DetailPart):
    """Of thanks: whether thanked or told how it went, and for what."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.gratitude = Segmented(self.tr("What I did"))
        self.gratitude.add(Gratitude.THANKED.value, self.tr("Thanked them"), "thanks")
        self.gratitude.add(Gratitude.REPORTED.value, self.tr("Told them how it went"), "message")
        self.received = DropDown(choices=[("", self.tr("Nothing in particular"))])
        self.column.addWidget(self._field("gratitude", self.tr("What I did"), self.gratitude))
        self.column.addWidget(self._field("received", self.tr("For what"), self.received))
        self.show_detail(None)

    def show_detail(self, detail: Detail | None) -> None:
        made = detail if isinstance(detail, ThanksDetail) else ThanksDetail(None)
        self.gratitude.choose(made.gratitude.value)
        self._offer([made.received] if made.received else [])
        self.received.choose(str(made.received or ""))

    def _offer(self, entries: Iterable[int]) -> None:
        missing = [n for n in entries if self.received.findData(str(n)) < 0]
        for number, row in self.desk.store.entry_rows(missing).items():
            text = " · ".join(filter(None, (entry_title(row), row.about or " ".join(row.text.split())[:40])))
            self.received.addItem(f"{text} · {near_day(row.day, self.desk.today)}", str(number))

    def about(self, people: Iterable[PersonRef]) -> None:
        """Offer what these people are owed a word for."""
        chosen = self.received.key
        for person in people:
            if person.id:
                loops = self.desk.store.open_loops(person.id)
                self._offer(loop.entry for loop in loops if loop.kind in ("thanks", "report"))
        self.received.choose(chosen)

    def read(self) -> ThanksDetail:
        key = self.received.key
        return ThanksDetail(int(key) if key else None, Gratitude(self.gratitude.current))


PARTS: dict[EntryKind, type[DetailPart]] = {
    EntryKind.ASK: AskPart,
    EntryKind.OUTCOME: OutcomePart,
    EntryKind.REFERRAL: ReferralPart,
    EntryKind.INTRODUCTION: IntroductionPart,
    EntryKind.THANKS: ThanksPart,
}
