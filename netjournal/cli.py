"""The command line: the same journal, asked and written without a window.

Hidden here: how the arguments are read, how an answer looks to a person and to a program (`--json`; the shapes stand in
docs/command-line.md), and what the program exits with: 0 when it did what it was asked, 1 when it could not, 2 when it
was asked wrongly. Without arguments the window opens, and nothing is imported here on the way to it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, Protocol

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from netjournal.agenda import Item
    from netjournal.capture import Problem as Unsaid
    from netjournal.capture import Understanding
    from netjournal.errors import KnownError
    from netjournal.model import Preferences
    from netjournal.store import Store
    from netjournal.store.importing import Imported
    from netjournal.wording import Said


class OpenWindow(Protocol):
    """Opens the window on a journal (None: the usual one), with files to bring in; gives the exit status."""

    def __call__(
        self, journal: Path | None, files: Sequence[Path], /, *, hidden: bool = False, capture: bool = False
    ) -> int:
        """`hidden`: in the tray only. `capture`: with the capture field alone."""


Tour = Callable[[Path, Path | None], int]
"""Leaves pictures of every page in a folder, of a journal (None: a sample)."""
Progress = Callable[[int, int], None]

COMMANDS = (
    "capture",
    "record",
    "import",
    "export",
    "agenda",
    "insights",
    "introductions",
    "brief",
    "search",
    "check",
    "sample",
    "backup",
    "restore",
    "tour",
)

DONE, COULD_NOT, WRONG_USE = 0, 1, 2
_FIRST_YEAR, _LAST_YEAR = 100, 9900  # around a day years are counted back and ahead, and the calendar has its ends


def local_now() -> datetime:
    """The wall clock of the place, without a zone: the only time the journal knows."""
    return datetime.now()  # noqa: DTZ005


def main(
    argv: Sequence[str],
    *,
    open_window: OpenWindow,
    tour: Tour,
    clock: Callable[[], datetime] = local_now,
    stdout: IO[str] | None = None,
    stderr: IO[str] | None = None,
) -> int:
    """Do what the arguments say, and give the exit status."""
    if not argv:
        return open_window(None, ())
    out, err = _utf8(stdout or sys.stdout), _utf8(stderr or sys.stderr)
    terminal = _Terminal(out, err, clock, open_window, tour)
    try:
        return _run(terminal, argv)
    except BrokenPipeError:  # whoever read the answer has read enough
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT
    except KeyboardInterrupt:
        terminal.complain("Stopped. The journal is as it was before.")
        return COULD_NOT


def _run(terminal: _Terminal, argv: Sequence[str]) -> int:
    if argv[0] not in COMMANDS and all(not word.startswith("-") and Path(word).is_file() for word in argv):
        return _open_files(terminal, [Path(word) for word in argv])
    from netjournal.errors import KnownError

    parser = _parser(terminal)
    try:
        args = parser.parse_args(list(argv))
        terminal.wrong = parser.error
        if args.run is None:
            return terminal.open_window(args.journal, (), hidden=args.hidden)
        return _answered(terminal, args)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else DONE
    except KnownError as error:
        terminal.complain(error)
        return COULD_NOT


def _answered(terminal: _Terminal, args: Namespace) -> int:
    """Do what the command says. What goes wrong with the file while it is read becomes a sentence here."""
    try:
        return int(args.run(terminal, args))
    except (OSError, SystemExit):
        raise
    except Exception as error:
        from netjournal.errors import KnownError
        from netjournal.store.journal import known_of

        known = None if isinstance(error, KnownError) else known_of(error, _place(args))
        if known is None:
            raise
        raise known from error


def _open_files(terminal: _Terminal, files: Sequence[Path]) -> int:
    """Files handed over by a file manager: a journal is opened, the others are brought in."""
    from netjournal.paths import journals_among

    journals, others = journals_among(files)
    return terminal.open_window(journals[0] if journals else None, others)


def _utf8(stream: IO[str]) -> IO[str]:
    """The stream, set to UTF-8 whatever the locale says: names are written in every script."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream


# ---------------------------------------------------------------------------------------------------------------------
# Talking


def _wrong(why: str) -> NoReturn:
    raise SystemExit(why)


@dataclass(slots=True)
class _Terminal:
    """Where answers go, and what the command line cannot do itself."""

    out: IO[str]
    err: IO[str]
    clock: Callable[[], datetime]
    open_window: OpenWindow
    tour: Tour
    wrong: Callable[[str], NoReturn] = _wrong
    """Says how to use the program, and leaves with 2."""

    @property
    def today(self) -> date:
        return self.clock().date()

    def tell(self, text: str = "") -> None:
        self.out.write(f"{text}\n")

    def answer(self, value: object) -> None:
        import json

        self.tell(json.dumps(value, ensure_ascii=False, indent=2))

    def complain(self, what: KnownError | str) -> None:
        self.err.write(f"netjournal: {what}\n")

    def day(self, day: date) -> str:
        """A day in words where it is near, else written out."""
        from netjournal.days import near

        words = near(day, self.today)
        return str(words) if words else self.written_day(day)

    def written_day(self, day: date) -> str:
        """A day as it stands in a sentence."""
        year = "" if day.year == self.today.year else f" {day.year}"
        return f"{day.day} {_MONTHS[day.month - 1]}{year}"

    def plain(self, said: Said) -> str:
        """A sentence with its days written out: "on 1 April", where "on tomorrow" would be no English."""
        from netjournal.wording import Said

        if not said.args:
            return str(said)
        values = {
            name: self.plain(value)
            if isinstance(value, Said)
            else self.written_day(value)
            if isinstance(value, date)
            else value
            for name, value in said.args.items()
        }
        return said.template.format(**values)

    @contextmanager
    def progress(self, what: str) -> Generator[Progress]:
        """A bar on long work where there is somebody to see it."""
        if not self.err.isatty():
            yield lambda _done, _all: None
            return
        from tqdm import tqdm

        with tqdm(desc=what, file=self.err, leave=False, delay=0.5, ascii=False) as bar:

            def told(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield told


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


# ---------------------------------------------------------------------------------------------------------------------
# Arguments


def _parser(terminal: _Terminal) -> ArgumentParser:
    from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter

    from netjournal import __version__

    class Parser(ArgumentParser):
        def _print_message(self, message: str, file: Any = None) -> None:
            (terminal.err if file is sys.stderr else terminal.out).write(message or "")

    place = Parser(add_help=False)
    place.add_argument("--journal", type=Path, metavar="FILE", default=SUPPRESS, help="the journal (see above)")
    answers = Parser(add_help=False)
    answers.add_argument("--json", action="store_true", help="answer as JSON, in the shape docs/command-line.md gives")

    parser = Parser(
        prog="netjournal",
        formatter_class=RawDescriptionHelpFormatter,
        description=(
            "A private journal of the people you know. Without arguments the window opens.\n\n"
            "The journal is the file named by --journal (before or after the command), else by NETJOURNAL_JOURNAL,\n"
            "else the one the window opens first."
        ),
        epilog=(
            "examples:\n"
            '  netjournal record "Coffee with @Ana Ruiz. /like jazz /ask her house sale; not now until 1 April"\n'
            "  netjournal import contacts.vcf\n"
            "  netjournal agenda --on tomorrow\n\n"
            "It exits with 0 when it did what it was asked, 1 when it could not, 2 when it was used wrongly."
        ),
    )
    parser.add_argument("--version", action="version", version=f"netjournal {__version__}")
    parser.add_argument("--journal", type=Path, metavar="FILE", help="the journal to open")
    parser.add_argument("--hidden", action="store_true", help="without a command: begin in the tray, as at login")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog="netjournal")

    def command(name: str, run: Callable[..., int], told: str, more: str = "", *, json: bool = False) -> ArgumentParser:
        made = commands.add_parser(
            name,
            parents=[place, answers] if json else [place],
            help=told,
            description=f"{told[0].upper()}{told[1:]}. {more}".strip(),
            epilog="--journal FILE says which journal; without it, NETJOURNAL_JOURNAL or the usual one.",
        )
        made.set_defaults(run=run)
        return made

    command(
        "capture",
        lambda terminal, args: terminal.open_window(args.journal, (), capture=True),
        "open the capture field alone, over whatever you are doing",
        "For a key of the desktop's. A program that runs already shows it; else one begins, without its window.",
    )

    record = command(
        "record",
        _record,
        "write down in one line what happened",
        "@ names a person, # a tag, / what else there is to say: ask, asked, outcome, referral, intro, like, dislike, "
        "need, offer, boundary, trust, told, thanks, remind. The journal is begun if there is none yet.",
        json=True,
    )
    record.add_argument("line", nargs="+", metavar="LINE", help="what happened, as you would say it")
    record.add_argument("--on", metavar="DAY", help="the day it happened: 2026-11-20, yesterday, last friday …")
    record.add_argument("--dry-run", action="store_true", help="only say what is understood")

    taking = command(
        "import",
        _import,
        "bring in people from vCard or CSV files",
        "Who is in the journal already is recognised and gets only what is missing. Each file is one step of undo. "
        "A journal exported as JSON is taken in whole, where there is nothing yet.",
        json=True,
    )
    taking.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".vcf, .csv, or .json of a whole journal")
    taking.add_argument(
        "--encoding",
        type=_encoding,
        metavar="NAME",
        help="what the files are written in, where they do not say: cp1250 …",
    )

    giving = command(
        "export",
        _export,
        "write people, the agenda or everything to a file",
        "The ending says what: .vcf (everybody as vCards), .csv (everybody as a table), .ics (the agenda as a "
        "calendar), .json (the whole journal).",
    )
    giving.add_argument("file", type=Path, metavar="FILE", help="ends in .vcf, .csv, .ics or .json")
    giving.add_argument("--force", action="store_true", help="write over a file that is there")

    agenda = command("agenda", _agenda, "say what wants you, and why", json=True)
    agenda.add_argument("--on", metavar="DAY", help="on another day: 2026-12-01, tomorrow, next monday …")

    learning = command(
        "insights",
        _insights,
        "answer what your record can answer",
        "What came before a yes, what before “went elsewhere”, and the other questions of the page of insights.",
        json=True,
    )
    learning.add_argument("--from", dest="since", metavar="DAY", help="only what was settled on that day or later")
    learning.add_argument("--to", dest="until", metavar="DAY", help="only what was settled up to that day")
    learning.add_argument("--offering", default="", metavar="NAME", help="only what was asked about that offering")
    learning.add_argument("--tag", default="", metavar="TAG", help="only with people who bear that tag")

    learning.add_argument("--beside", metavar="DAY", help=SUPPRESS)  # for the window: see `netjournal.beside`

    command("introductions", _introductions, "suggest who should meet whom, and why", json=True)

    briefing = command("brief", _brief, "say what to know of somebody a minute before you call")
    briefing.add_argument("person", nargs="+", metavar="PERSON", help="a name, or as much of it as tells them apart")

    search = command(
        "search",
        _search,
        "search everything ever written",
        "Every word must be there; the last may be unfinished. Accents and case do not matter.",
        json=True,
    )
    search.add_argument("words", nargs="+", metavar="WORDS")

    command("check", _check, "look whether the journal is sound", "Exits with 1 when it is not.", json=True)

    sample = command(
        "sample",
        _sample,
        "fill an empty journal with invented people",
        "Without --journal the sample journal beside your own is made. One that is not empty is left alone.",
    )
    sample.add_argument("--people", type=_number, metavar="N", help="how many people")
    sample.add_argument("--entries", type=_number, metavar="N", help="how many entries")
    sample.add_argument("--seed", type=int, metavar="S", help="another number, another journal")

    command("backup", _backup, "make a verified copy beside the journal", "The last ten are kept.")

    restore = command("restore", _restore, "put a backup in the journal's place", "What is there is backed up first.")
    restore.add_argument("file", type=Path, metavar="FILE", help="a backup, or any other journal")

    tour = command("tour", _tour, "leave pictures of every page in a folder")
    tour.add_argument("folder", type=Path, metavar="FOLDER")
    return parser


def _text(words: Iterable[str]) -> str:
    """What was written, where the locale knows no more than ASCII too. Paths must stay as they came."""
    return os.fsencode(" ".join(words)).decode("utf-8", "replace")


_ALL_FOUND = 10_000  # more of a kind nobody reads, and SQLite takes no more in one question
_MOST = 2_000_000  # of people or entries in a sample; nobody has so many


def _number(text: str) -> int:
    from argparse import ArgumentTypeError

    if not text.isdecimal() or int(text) > _MOST:
        raise ArgumentTypeError(f"“{text}” is not a number from 0 to {_MOST:,}")
    return int(text)


def _encoding(text: str) -> str:
    import codecs
    from argparse import ArgumentTypeError

    try:
        return codecs.lookup(text).name
    except LookupError as error:
        raise ArgumentTypeError(
            f"there is no encoding “{text}”; try utf-8, cp1252, cp1250, cp1251, shift_jis"
        ) from error


def _place(args: Namespace) -> Path:
    from netjournal.paths import own_journal

    place: Path | None = args.journal
    return own_journal() if place is None else place


def _open(terminal: _Terminal, args: Namespace, *, begin: bool = False) -> Store:
    """The journal meant. One that is not there is begun only by what writes into it."""
    from netjournal.errors import NotFound
    from netjournal.store import Store
    from netjournal.store.backup import refuse_emptied
    from netjournal.wording import say

    place = _place(args)
    refuse_emptied(place)
    # An empty file is a new journal to whoever writes into it, and none to whoever reads.
    if not begin and not (place.exists() and (place.stat().st_size or not place.is_file())):
        raise NotFound(
            say("There is no journal at “{file}”.", file=str(place)),
            say("`netjournal record` begins one, `--journal FILE` names another."),
        )
    return Store.open(place, terminal.clock)


def _keep_safe(terminal: _Terminal, store: Store) -> None:
    """The day's backup, before the first change of the day. That there is no room for one must not stop the change."""
    from netjournal.errors import KnownError

    try:
        store.back_up_daily()
    except KnownError as error:
        terminal.complain(error)


def _day_of(terminal: _Terminal, text: str, *, looking_ahead: bool, last: bool = False) -> date:
    """The day a person means, else wrong use; looking back, of a month or a year its first, or its `last`."""
    from netjournal.days import day_looked_back_on, past_day, understand_day

    found: date | None = None
    with suppress(ValueError):
        found = date.fromisoformat(text.strip())
    if found is None and looking_ahead:
        found = understand_day(text, terminal.today) or past_day(text, terminal.today)
    elif found is None:
        found = day_looked_back_on(text, terminal.today, last=last)
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        terminal.wrong(f"“{text}” is not a day that is understood")
    return found


# ---------------------------------------------------------------------------------------------------------------------
# The commands


def _record(terminal: _Terminal, args: Namespace) -> int:
    from netjournal.capture import Known, understand
    from netjournal.errors import Invalid
    from netjournal.wording import say

    day = _day_of(terminal, args.on, looking_ahead=False) if args.on else None
    line = _text(args.line)
    if args.dry_run and not _place(args).exists():
        understood = understand(line, terminal.today, Known(), day=day)
        if understood.empty:
            raise Invalid("text", say("There is nothing in this line to record."))
        return _say_recorded(terminal, args, line, understood, None)
    with _open(terminal, args, begin=True) as store:
        understood = understand(line, terminal.today, store.known_to_capture(), day=day)
        if understood.empty:
            raise Invalid("text", say("There is nothing in this line to record."))
        if args.dry_run:
            return _say_recorded(terminal, args, line, understood, None)
        _keep_safe(terminal, store)
        ids = store.record(understood.recording).entries
    return _say_recorded(terminal, args, line, understood, ids)


def _in_doubt(understood: Understanding) -> Generator[Unsaid]:
    """Whom a name may mean besides the one taken: in the window one chooses at the chip."""
    from netjournal.capture import PieceKind, PieceState
    from netjournal.capture import Problem as Unsaid
    from netjournal.wording import say

    for piece in understood.pieces:
        known = [who.name for who in piece.candidates if who.id]
        if piece.kind is PieceKind.PERSON and piece.state is PieceState.UNCLEAR and len(known) > 1:
            why = say(
                "This is taken for {name}; it may be {others} too. The whole name says who.",
                name=known[0],
                others=", ".join(dict.fromkeys(known[1:])),
            )
            yield Unsaid(piece.span, why)


def _say_recorded(
    terminal: _Terminal, args: Namespace, line: str, understood: Understanding, ids: Iterable[int] | None
) -> int:
    from netjournal.capture import PieceKind

    entry = understood.recording.entry
    first = entry or next(iter(understood.recording.within), None)
    people = {(who.id, who.name): who for piece in understood.pieces if (who := piece.person) is not None}
    problems = [*understood.problems, *_in_doubt(understood)]
    if args.json:
        terminal.answer(
            {
                "text": first.text if first else line,
                "kind": first.kind.value if first else None,
                "day": first.day.isoformat() if first else None,
                "people": [{"name": who.name, "new": not who.id} for who in people.values()],
                "understood": [
                    {
                        "kind": piece.kind.value,
                        "label": str(piece.label),
                        "day": piece.day.isoformat() if piece.day else None,
                        **({"time": piece.time} if piece.time else {}),
                    }
                    for piece in understood.pieces
                ],
                "problems": [
                    {"text": line[problem.span[0] : problem.span[1]], "why": str(problem.sentence)}
                    for problem in problems
                ],
                "recorded": ids is not None,
                "ids": list(ids or ()),
            }
        )
        return DONE
    terminal.tell("Recorded:" if ids is not None else "Would be recorded:")
    if first:
        terminal.tell(f"  {first.kind.said}, {terminal.day(first.day)}: {first.text}".rstrip(": "))
    for piece in understood.pieces:
        if piece.kind in (PieceKind.KIND, PieceKind.DAY):
            continue
        ahead = f", {terminal.day(piece.day)} {piece.time}".rstrip() if piece.day else ""
        terminal.tell(f"  {terminal.plain(piece.label)}{ahead}")
    for problem in problems:
        quoted = line[problem.span[0] : problem.span[1]].strip()
        terminal.complain(
            f"“{quoted}”: {terminal.plain(problem.sentence)}" if quoted else terminal.plain(problem.sentence)
        )
    return DONE


def _import(terminal: _Terminal, args: Namespace) -> int:
    from netjournal.errors import KnownError
    from netjournal.undisturbed import undisturbed
    from netjournal.wording import count

    totals = {"read": 0, "added": 0, "matched": 0}
    filled = 0
    skipped: list[dict[str, object]] = []
    status = DONE
    for file in args.files:
        seen: dict[str, Any] = {"read": 0, "skipped": []}
        try:
            with undisturbed():
                imported = _import_one(terminal, args, file, seen)
        except KnownError as error:
            status = COULD_NOT
            terminal.complain(f"{file.name}: {error}" if len(args.files) > 1 else error)
            totals["read"] += seen["read"]
            lost = [(one["line"], one["why"]) for one in seen["skipped"]]
        else:
            lost = list(imported.skipped)
            totals["read"] += imported.read
            totals["added"] += imported.added
            totals["matched"] += imported.matched
            filled += imported.filled
        named = f"{file.name}: " if len(args.files) > 1 else ""
        skipped += [{"line": line, "why": f"{named}{why}"} for line, why in lost]
    if args.json:
        terminal.answer({**totals, "skipped": skipped})
        return status
    if status == DONE or totals["added"] or totals["matched"]:
        terminal.tell(
            f"{count(totals['read'], 'Read {n} card', 'Read {n} cards')}: "
            f"{totals['added']} added, {totals['matched']} in the journal already"
            + (f" ({filled} of them got what was missing)." if filled else ".")
        )
    for one in skipped:
        terminal.tell(f"  line {one['line']}: {one['why']}")
    return status


def _import_one(terminal: _Terminal, args: Namespace, file: Path, seen: dict[str, Any]) -> Imported:
    """One file taken in. How many cards were read, and what is not taken in, is left in `seen` should nothing be."""
    from netjournal.errors import KnownError
    from netjournal.exchange.files import read_people
    from netjournal.exchange.journal_json import is_journal, read_journal
    from netjournal.exchange.plan import make_plan, report, unread
    from netjournal.store.importing import Imported

    data = _octets(file)
    if is_journal(data):
        whole, place = read_journal(data), _place(args)
        begun = not place.exists()
        try:
            with _open(terminal, args, begin=True) as store:
                store.take_in_journal(whole)
                people = store.count_everybody()
        except KnownError:
            if begun:  # for nothing
                for end in ("", "-wal", "-shm"):
                    place.with_name(place.name + end).unlink(missing_ok=True)
            raise
        return Imported(read=people, added=people, matched=0)
    if args.encoding:
        data = data.decode(args.encoding, "replace").removeprefix("\ufeff").encode()
    day_first = _preferences(terminal, args).day_first
    with terminal.progress("Reading") as told:
        reading = read_people(data, file.name, told, day_first=day_first)
    if reading.encoding and reading.cards:
        terminal.complain(
            f"“{file.name}” does not say what it is written in, and was read as {reading.encoding}. If letters came "
            "out wrong, put the journal back with restore, and say it with --encoding."
        )
    if not reading.cards:  # before a journal is begun for nothing
        seen |= unread(reading)
        make_plan(reading, ())
    with _open(terminal, args, begin=True) as store:
        _keep_safe(terminal, store)
        with terminal.progress("Comparing") as told:
            region = store.preferences.phone_region
            plan = make_plan(reading, store.existing_for_plan(), region=region, on_progress=told)
        seen |= report(plan)
        with terminal.progress("Taking in") as told:
            return store.apply_plan(plan, progress=told)


def _preferences(terminal: _Terminal, args: Namespace) -> Preferences:
    """What is settled for the journal, or would be for one that is only to be begun."""
    from netjournal.errors import NotFound
    from netjournal.model import Preferences

    try:
        with _open(terminal, args) as store:
            return store.preferences
    except NotFound:
        return Preferences()


def _octets(file: Path) -> bytes:
    from netjournal.errors import KnownError, NotFound
    from netjournal.wording import say

    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(say("There is no file “{file}”.", file=str(file))) from error
    except OSError as error:
        raise KnownError(say("“{file}” cannot be read: {why}.", file=str(file), why=error.strerror)) from error


def _export(terminal: _Terminal, args: Namespace) -> int:
    from netjournal.errors import KnownError, NotFound
    from netjournal.exchange.files import WRITTEN, write_whole, written_people
    from netjournal.exchange.icalendar import written as written_calendar
    from netjournal.exchange.journal_json import written
    from netjournal.wording import count, say

    file: Path = args.file
    if file.suffix.lower() not in WRITTEN:
        terminal.wrong(f"the file to write ends in {', '.join(WRITTEN[:-1])} or {WRITTEN[-1]}")
    if file.exists() and not args.force:
        raise KnownError(
            say("“{file}” is there already, and was left as it is.", file=str(file)),
            say("--force writes over it."),
        )
    with _open(terminal, args) as store, terminal.progress("Writing") as told:
        people = store.count_everybody()
        if file.suffix.lower() == ".ics":
            write_whole(file, [written_calendar(store.calendar(), terminal.clock())])
            terminal.tell(f"The agenda is in {file}")
            return DONE
        if file.suffix.lower() == ".json":
            pieces: Iterable[bytes] = (piece.encode() for piece in written(store.everything(), told))
        elif people:
            pieces = written_people(store.cards_of(progress=told), file.name)
        else:
            raise NotFound(say("There is nobody in this journal to export."))
        write_whole(file, pieces)
    terminal.tell(str(count(people, "Exported {n} person to {file}", "Exported {n} people to {file}", file=str(file))))
    return DONE


def _agenda(terminal: _Terminal, args: Namespace) -> int:
    on = _day_of(terminal, args.on, looking_ahead=True) if args.on else terminal.today
    with _open(terminal, args) as store:
        found = store.agenda(on)
    if args.json:
        terminal.answer(
            [
                {
                    "key": item.key,
                    "kind": item.kind.value,
                    "on": item.on.isoformat(),
                    "person": item.person.name if item.person else None,
                    "why": str(item.why),
                }
                for item in (*found.today, *found.soon)
            ]
        )
        return DONE
    day = terminal.day(on)
    terminal.tell(f"Needs you {day} ({len(found.today)})" if found.today else f"Nothing needs you {day}.")
    for item in found.today:
        terminal.tell(f"  {_line_of(terminal, item)}")
    if found.soon:
        terminal.tell(f"In the days after ({len(found.soon)})")
    for item in found.soon:
        terminal.tell(f"  {terminal.day(item.on)}: {_line_of(terminal, item)}")
    return DONE


def _line_of(terminal: _Terminal, item: Item) -> str:
    clock = f"{item.time} " if item.time else ""
    who = f"{item.person.name}: " if item.person else ""
    return f"{clock}{who}{terminal.plain(item.why)}"


def _insights_beside(terminal: _Terminal, args: Namespace) -> int:
    """Answer the questions that another process of this program asks, as things stand on a day."""
    from netjournal.beside import answer_questions

    now = datetime.fromisoformat(args.beside)
    terminal.clock = lambda: now
    answer_questions(_open(terminal, args), sys.stdin.buffer, sys.stdout.buffer)
    return DONE


def _insights(terminal: _Terminal, args: Namespace) -> int:
    if args.beside:
        return _insights_beside(terminal, args)
    since = _day_of(terminal, args.since, looking_ahead=False) if args.since else None
    until = _day_of(terminal, args.until, looking_ahead=False, last=True) if args.until else None
    if since and since > terminal.today:
        terminal.wrong(f"--from {args.since}: {since.isoformat()} is still to come")
    if since and until and since > until:
        terminal.wrong("--from is later than --to")
    with _open(terminal, args) as store:
        wanted = store.insight_filter(since, until, _text([args.offering]), _text([args.tag]))
        found = list(store.insights(wanted))
    if args.json:
        terminal.answer(
            [
                {
                    "key": answer.key,
                    "question": str(answer.question),
                    "groups": [
                        {
                            "name": name,
                            "n": group.n,
                            "yes": group.yes,
                            "low": _rounded(group.low),
                            "high": _rounded(group.high),
                            "median": group.median,
                        }
                        for name, group in answer.groups
                    ],
                    "missing": answer.missing,
                }
                for answer in found
            ]
        )
        return DONE
    for answer in found:
        terminal.tell(str(answer.question))
        terminal.tell(f"  {terminal.plain(answer.sentence)}")
    terminal.tell()
    terminal.tell(str(found[0].caveat))
    return DONE


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _introductions(terminal: _Terminal, args: Namespace) -> int:
    with _open(terminal, args) as store:
        found = store.suggested_introductions()
    if args.json:
        terminal.answer(
            [
                {
                    "key": one.key,
                    "kind": one.kind.value,
                    "people": [{"id": p.id, "name": p.name} for p in (one.one, one.other)],
                    "why": str(one.why),
                    "score": one.score,
                }
                for one in found
            ]
        )
        return DONE
    if not found:
        terminal.tell("Nobody is known to you of whom your record says that they should meet.")
    for one in found:
        terminal.tell(f"{one.one.name} and {one.other.name}")
        terminal.tell(f"  {terminal.plain(one.why)}")
    return DONE


def _brief(terminal: _Terminal, args: Namespace) -> int:
    with _open(terminal, args) as store:
        lines = store.brief(_person_meant(store, _text(args.person)))
    for line in lines:
        terminal.tell(terminal.plain(line))
    return DONE


def _person_meant(store: Store, name: str) -> int:
    """Who is meant: the one who is called just so, else the only one in whose name the words begin words."""
    from netjournal.errors import NotFound
    from netjournal.names import fold, matches
    from netjournal.wording import say

    words = fold(name).split()
    known = store.known_names()
    just_so = {k.id: k.shown for k in known if fold(k.name) == " ".join(words)}
    found = just_so or {k.id: k.shown for k in known if words and len(matches(k.name, words)) >= len(set(words))}
    if not found:
        raise NotFound(say("There is nobody called “{name}” in this journal.", name=name))
    if len(found) > 1:
        called = ", ".join(sorted(found.values())[:5])
        raise NotFound(
            say("“{name}” could be {n} people: {called} …", name=name, n=len(found), called=called),
            say("Say more of the name."),
        )
    return next(iter(found))


def _search(terminal: _Terminal, args: Namespace) -> int:
    with _open(terminal, args) as store:
        found = store.search(_text(args.words), _ALL_FOUND)
    if args.json:
        terminal.answer([{"kind": f.kind, "id": f.id, "title": f.title, "snippet": f.snippet} for f in found])
        return DONE
    if not found:
        terminal.tell("Nothing was found.")
    for one in found:
        day = f", {terminal.day(one.day)}" if one.day else ""
        kind = one.entry_kind.said if one.entry_kind else one.kind
        terminal.tell(f"{one.title} ({kind}{day})")
        if one.snippet:
            terminal.tell(f"  {one.snippet}")
    return DONE


def _check(terminal: _Terminal, args: Namespace) -> int:
    from netjournal.errors import Damaged
    from netjournal.store.check import Check

    try:
        with _open(terminal, args) as store, terminal.progress("Checking") as told:
            found = store.check(told)
    except Damaged as error:
        terminal.complain(str(error.advice))
        found = Check((error.sentence,))
    if args.json:
        terminal.answer({"ok": found.ok, "problems": [str(problem) for problem in found.problems]})
    elif found.ok:
        terminal.tell("The journal is sound.")
    else:
        for problem in found.problems:
            terminal.tell(str(problem))
    return DONE if found.ok else COULD_NOT


def _sample(terminal: _Terminal, args: Namespace) -> int:
    from netjournal.paths import JOURNAL_VARIABLE, sample_journal
    from netjournal.sample import sample

    if args.journal is None and not os.environ.get(JOURNAL_VARIABLE):
        args.journal = sample_journal()
    asked = {name: value for name in ("people", "entries", "seed") if (value := getattr(args, name)) is not None}
    with _open(terminal, args, begin=True) as store:
        store.must_be_new()
        store.take_in_journal(sample(terminal.today, **asked))
        people, entries = store.count_everybody(), store.count_entries()
    terminal.tell(f"{people} invented people and organizations with {entries} entries are in {_place(args)}")
    return DONE


def _backup(terminal: _Terminal, args: Namespace) -> int:
    with _open(terminal, args) as store:
        made = store.back_up()
    terminal.tell(str(made))
    return DONE


def _restore(terminal: _Terminal, args: Namespace) -> int:
    from netjournal.errors import Damaged
    from netjournal.store import Store
    from netjournal.store.backup import look_into, verify
    from netjournal.wording import count

    verify(args.file)  # before a journal is begun for nothing
    held = look_into(args.file)
    try:
        with _open(terminal, args, begin=True) as store:
            present = store.restore(args.file)
    except Damaged:
        present = Store.rescue(_place(args), args.file, terminal.clock)
    people = count(held.people, "{n} person", "{n} people")
    entries = count(held.entries, "{n} entry", "{n} entries")
    terminal.tell(f"The journal is as it was in {args.file}: {people}, {entries}.")
    terminal.tell(f"What was there before is in {present}")
    return DONE


def _tour(terminal: _Terminal, args: Namespace) -> int:
    return terminal.tour(args.folder, args.journal)
