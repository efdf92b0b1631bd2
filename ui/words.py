"""How things read on screen: the core's sentences in the user's language, days and sums as the locale writes them."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication, QKeySequence

from netjournal.days import PartialDate
from netjournal.model import Money, Word
from netjournal.wording import Said
from ui.look import resource

_NEAR = 6  # days that are said in words


def speak(app: QCoreApplication) -> None:
    """Install what the program says: English, for its plurals, and above it the user's language where it is there."""
    folder = str(resource("translations"))
    english = QTranslator(app)
    if english.load("netjournal_en", folder):
        app.installTranslator(english)
    if QLocale().language() not in (QLocale.Language.English, QLocale.Language.C):
        own = QTranslator(app)
        if own.load(QLocale(), "netjournal", "_", folder):
            app.installTranslator(own)


def translated(context: str, text: str) -> str:
    """A text of that context in the user's language."""
    return QCoreApplication.translate(context, text)


def marked(context: str, text: str) -> str:  # noqa: ARG001 - read where the catalogues are made
    """A text that is translated in that context when it is shown; marked, so that catalogues hold it."""
    return text


def key_name(key: str) -> str:
    """A key ("Ctrl+K") as this system names it, which on a Mac is with its own signs."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def told(said: Said | str) -> str:
    """A sentence of the core, in the user's language, with its days as the locale writes them."""
    if not isinstance(said, Said):
        return str(said)
    values = {k: _value(v) for k, v in said.args.items()}
    template = translated("core", said.template)
    return in_order(template.format(**values)) if values else template


_LEFT_TO_RIGHT = "\u200e"  # LEFT-TO-RIGHT MARK
_FROM_THE_RIGHT = re.compile(r"[\W\d_]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc].*[A-Za-z]", re.DOTALL)


def in_order(text: str) -> str:
    """A sentence that begins with a name written from the right, so that the name alone is: else all of the sentence
    would be laid out from the right (UAX #9, P2). In a window that is read from the right nothing changes.
    """
    if QGuiApplication.layoutDirection() is Qt.LayoutDirection.LeftToRight and _FROM_THE_RIGHT.match(text):
        return _LEFT_TO_RIGHT + text
    return text


def _value(value: object) -> object:
    if isinstance(value, Said):
        return told(value)
    if isinstance(value, date):
        return full_day(value)
    return value


def word(value: Word) -> str:
    """A word of a closed vocabulary, as it reads."""
    return told(value.said)


def capital(text: str) -> str:
    """With a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def qt_day(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def full_day(day: date) -> str:
    """A day as the locale writes it, the month in words: "1 Apr 2027"."""
    return QLocale().toString(qt_day(day), "d MMM yyyy")


def short_day(day: date, today: date) -> str:
    """A day without its year where the year goes without saying: "19 Nov"."""
    return QLocale().toString(qt_day(day), "d MMM" if day.year == today.year else "d MMM yyyy")


def near_day(day: date, today: date) -> str:
    """Near days in words ("yesterday", "in 3 days"), others as a date."""
    n = (day - today).days
    if n == 0:
        return translated("words", "today")
    if n == 1:
        return translated("words", "tomorrow")
    if n == -1:
        return translated("words", "yesterday")
    if 0 < n <= _NEAR:
        return translated("words", "in {n} days").format(n=n)
    if -_NEAR <= n < 0:
        return translated("words", "{n} days ago").format(n=-n)
    return short_day(day, today)


def heading_day(day: date, today: date) -> str:
    """A day as a heading: "Today", "Yesterday", "Friday, 20 November"."""
    if abs((day - today).days) <= 1:
        return capital(near_day(day, today))
    return QLocale().toString(qt_day(day), "dddd, d MMMM" if day.year == today.year else "dddd, d MMMM yyyy")


def age_of(days: int) -> str:
    """A stretch of days in little room: "3 d", "5 wk", "14 mo", "6 yr"."""
    if days < 100:
        return translated("words", "{n} d").format(n=days)
    if days < 730:
        return translated("words", "{n} mo").format(n=round(days / 30.4))
    return translated("words", "{n} yr").format(n=round(days / 365.25))


def partial_day(day: PartialDate) -> str:
    """A date that may lack a part: "12 April", "April 1985", "1985"."""
    if day.whole:
        return QLocale().toString(qt_day(day.whole), "d MMMM yyyy")
    some = QDate(2000, day.month or 1, day.day or 1)
    if day.year is None:
        return QLocale().toString(some, "d MMMM" if day.day else "MMMM")
    if day.month is None:
        return str(day.year)
    return QLocale().toString(QDate(day.year, day.month, 1), "MMMM yyyy")


def money(value: Money) -> str:
    """A sum in its currency, as the locale writes numbers: "1,250 EUR"."""
    whole = value.amount == value.amount.to_integral_value()
    return f"{_grouping().toString(float(value.amount), 'f', 0 if whole else 2)} {value.currency}"


def _grouping() -> QLocale:
    """The locale, its thousands set apart: "C", which a system without a language has, would not."""
    locale = QLocale()
    locale.setNumberOptions(locale.numberOptions() & ~QLocale.NumberOption.OmitGroupSeparator)
    return locale


def number(value: int) -> str:
    return _grouping().toString(value)
