"""How a journal's file came to have the shape it has: numbered plain functions over frozen SQL.

`PRAGMA user_version` says how many of them a file has been through. What is written here never changes once a version
of the program has been released; a new shape is a new function at the end. The models in `schema` are *today's* shape
and are never used here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peewee import SqliteDatabase

from netjournal.errors import Damaged
from netjournal.wording import say

APPLICATION_ID = 0x4E4A524C  # "NJRL": tells a journal from any other SQLite file


def _words(*values: str) -> str:
    return "(" + ", ".join(f"'{v}'" for v in values) + ")"


_ASK_STATES = _words("open", "yes", "not_now", "no", "elsewhere", "no_answer", "withdrawn")
_CONSENT = _words("not_asked", "asked", "agreed", "declined")
_MONEY = "amount TEXT, currency TEXT, CHECK ((amount IS NULL) = (currency IS NULL))"
_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

_FIRST_TABLES = (
    """CREATE TABLE chapter (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL CHECK (trim(title) <> ''),
        employer TEXT NOT NULL DEFAULT '',
        since TEXT, until TEXT)""",
    """CREATE TABLE offering (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (trim(name) <> ''),
        sentence TEXT NOT NULL DEFAULT '',
        chapter_id INTEGER REFERENCES chapter (id) ON DELETE SET NULL,
        retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)))""",
    f"""CREATE TABLE person (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uuid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'organization')),
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        prefix TEXT NOT NULL DEFAULT '', given TEXT NOT NULL DEFAULT '', additional TEXT NOT NULL DEFAULT '',
        family TEXT NOT NULL DEFAULT '', suffix TEXT NOT NULL DEFAULT '', nickname TEXT NOT NULL DEFAULT '',
        sort_key TEXT NOT NULL,
        closeness TEXT CHECK (closeness IN ('inner_circle', 'close', 'active', 'acquaintance')),
        cadence_days INTEGER CHECK (cadence_days >= 0),
        comfort TEXT NOT NULL DEFAULT 'unknown' CHECK (comfort IN ('unknown', 'fine', 'ask_gently', 'keep_apart')),
        comfort_on TEXT CHECK (comfort_on {_DAY}),
        came_first TEXT NOT NULL DEFAULT 'unknown' CHECK (came_first IN ('unknown', 'friendship', 'business')),
        met_on TEXT, met_how TEXT NOT NULL DEFAULT '',
        met_through_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        met_chapter_id INTEGER REFERENCES chapter (id) ON DELETE SET NULL,
        resting INTEGER NOT NULL DEFAULT 0 CHECK (resting IN (0, 1)),
        resting_until TEXT CHECK (resting_until {_DAY}),
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        deceased INTEGER NOT NULL DEFAULT 0 CHECK (deceased IN (0, 1)),
        died_on TEXT,
        is_me INTEGER NOT NULL DEFAULT 0 CHECK (is_me IN (0, 1)),
        notes TEXT NOT NULL DEFAULT '',
        created_at INTEGER NOT NULL)""",
    """CREATE TABLE alias (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK (trim(name) <> ''))""",
    # A telephone number is found by any four of its digits in a row; hence the digits alone.
    """CREATE TABLE contact_point (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'address', 'web', 'handle')),
        value TEXT NOT NULL CHECK (trim(value) <> ''),
        label TEXT NOT NULL DEFAULT '',
        preferred INTEGER NOT NULL DEFAULT 0 CHECK (preferred IN (0, 1)),
        parts TEXT,
        digits TEXT GENERATED ALWAYS AS (CASE kind WHEN 'phone' THEN
            replace(replace(replace(replace(replace(replace(replace(replace(
                value, ' ', ''), '-', ''), '(', ''), ')', ''), '/', ''), '.', ''), '+', ''), char(160), '')
            ELSE '' END) VIRTUAL)""",
    f"""CREATE TABLE preference (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('likes', 'dislikes', 'needs', 'offers', 'boundary')),
        text TEXT NOT NULL CHECK (trim(text) <> ''),
        day TEXT CHECK (day {_DAY}), source TEXT NOT NULL DEFAULT '', until TEXT CHECK (until {_DAY}),
        entry_id INTEGER REFERENCES entry (id) ON DELETE SET NULL)""",
    f"""CREATE TABLE trust (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        kind TEXT NOT NULL DEFAULT 'other'
            CHECK (kind IN ('kept_promise', 'kept_confidence', 'stood_by_me', 'let_down', 'other')),
        level INTEGER CHECK (level BETWEEN 1 AND 5),
        reason TEXT NOT NULL DEFAULT '',
        day TEXT CHECK (day {_DAY}), moved_on TEXT CHECK (moved_on {_DAY}),
        entry_id INTEGER REFERENCES entry (id) ON DELETE SET NULL)""",
    """CREATE TABLE special_date (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('birthday', 'anniversary', 'name_day', 'other')),
        date TEXT NOT NULL, label TEXT NOT NULL DEFAULT '', lead_days INTEGER CHECK (lead_days >= 0))""",
    """CREATE TABLE affiliation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        organization_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        role TEXT NOT NULL DEFAULT '', since TEXT, until TEXT,
        CHECK (person_id <> organization_id))""",
    """CREATE TABLE relationship (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        other_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, label TEXT NOT NULL DEFAULT '', since TEXT, until TEXT,
        CHECK (person_id <> other_id))""",
    """CREATE TABLE tag (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (trim(name) <> ''))""",
    """CREATE TABLE person_tag (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
        UNIQUE (person_id, tag_id))""",
    """CREATE TABLE portrait (
        person_id INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
        media_type TEXT NOT NULL, data BLOB NOT NULL)""",
    # Lines of somebody's card that this program does not understand, kept for the way back.
    """CREATE TABLE kept_line (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        line TEXT NOT NULL)""",
    f"""CREATE TABLE entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uuid TEXT NOT NULL UNIQUE,
        day TEXT NOT NULL CHECK (day {_DAY}),
        time TEXT NOT NULL DEFAULT '' CHECK (time = '' OR time GLOB '[0-2][0-9]:[0-5][0-9]'),
        kind TEXT NOT NULL CHECK (kind IN ('note', 'meeting', 'call', 'video_call', 'message', 'email', 'letter',
            'event', 'gift', 'ask', 'outcome', 'referral', 'introduction', 'thanks', 'mention')),
        direction TEXT CHECK (direction IN ('me', 'them', 'both')),
        text TEXT NOT NULL DEFAULT '',
        place TEXT NOT NULL DEFAULT '',
        unanswered INTEGER NOT NULL DEFAULT 0 CHECK (unanswered IN (0, 1)),
        private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1)),
        within_id INTEGER REFERENCES entry (id) ON DELETE CASCADE,
        created_at INTEGER NOT NULL)""",
    """CREATE TABLE participant (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        role TEXT NOT NULL DEFAULT 'with' CHECK (role IN ('with', 'about')),
        UNIQUE (entry_id, person_id))""",
    f"""CREATE TABLE ask (
        entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
        side TEXT NOT NULL CHECK (side IN ('made', 'received')),
        about TEXT NOT NULL DEFAULT '',
        offering_id INTEGER REFERENCES offering (id) ON DELETE SET NULL,
        guess INTEGER CHECK (guess BETWEEN 0 AND 100),
        {_MONEY})""",
    f"""CREATE TABLE outcome (
        entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
        ask_id INTEGER NOT NULL REFERENCES ask (entry_id) ON DELETE CASCADE,
        state TEXT NOT NULL CHECK (state IN {_ASK_STATES}),
        come_back TEXT CHECK (come_back {_DAY}),
        elsewhere_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        reason TEXT NOT NULL DEFAULT 'not_said' CHECK (reason IN ('not_said', 'forgot_me', 'did_not_know', 'timing',
            'price', 'doubted_skill', 'uneasy_with_friend', 'had_someone', 'family', 'other')),
        known_by TEXT CHECK (known_by IN ('they_said', 'i_guess', 'somebody_told')),
        {_MONEY})""",
    f"""CREATE TABLE referral (
        entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
        side TEXT NOT NULL CHECK (side IN ('given', 'received')),
        other_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        prospect_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        need TEXT NOT NULL DEFAULT '',
        offering_id INTEGER REFERENCES offering (id) ON DELETE SET NULL,
        consent TEXT NOT NULL DEFAULT 'not_asked' CHECK (consent IN {_CONSENT}),
        prepared INTEGER CHECK (prepared BETWEEN 1 AND 5),
        state TEXT NOT NULL DEFAULT 'passed_on'
            CHECK (state IN ('passed_on', 'in_contact', 'won', 'lost', 'no_answer')),
        {_MONEY})""",
    f"""CREATE TABLE introduction (
        entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
        side TEXT NOT NULL CHECK (side IN ('given', 'received')),
        one_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        other_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        introducer_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
        purpose TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'made'
            CHECK (state IN ('idea', 'asked_one', 'asked_both', 'made', 'met', 'declined')),
        one_consent TEXT NOT NULL DEFAULT 'not_asked' CHECK (one_consent IN {_CONSENT}),
        other_consent TEXT NOT NULL DEFAULT 'not_asked' CHECK (other_consent IN {_CONSENT}),
        result TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE thanks (
        entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
        received_id INTEGER REFERENCES entry (id) ON DELETE SET NULL,
        gratitude TEXT NOT NULL DEFAULT 'thanked' CHECK (gratitude IN ('thanked', 'reported')))""",
    """CREATE TABLE mention (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
        offering_id INTEGER NOT NULL REFERENCES offering (id) ON DELETE CASCADE,
        awareness TEXT NOT NULL DEFAULT 'told' CHECK (awareness IN ('told', 'said_back', 'sent_someone')),
        UNIQUE (entry_id, offering_id))""",
    f"""CREATE TABLE reminder (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uuid TEXT NOT NULL UNIQUE,
        person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,
        entry_id INTEGER REFERENCES entry (id) ON DELETE SET NULL,
        text TEXT NOT NULL CHECK (trim(text) <> ''),
        day TEXT NOT NULL CHECK (day {_DAY}),
        time TEXT NOT NULL DEFAULT '' CHECK (time = '' OR time GLOB '[0-2][0-9]:[0-5][0-9]'),
        repeat TEXT NOT NULL DEFAULT '')""",
    # What the user said to an item of the agenda, by the item's key.
    f"""CREATE TABLE answer (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('done', 'snoozed', 'dismissed')),
        on_day TEXT NOT NULL CHECK (on_day {_DAY}), until TEXT CHECK (until {_DAY}))""",
    "CREATE TABLE setting (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL)",
    # Unfinished typing, told items and the like: outside undo.
    "CREATE TABLE scratch (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # Derived, and kept in step by the triggers below: reading them from the rows takes too long at 10,000 people.
    """CREATE TABLE touch (
        person_id INTEGER NOT NULL, day TEXT NOT NULL, entry_id INTEGER NOT NULL,
        PRIMARY KEY (person_id, day, entry_id)) WITHOUT ROWID""",
    # Where each ask, referral and introduction stands, by the newest outcome where it is an ask.
    """CREATE TABLE standing (
        entry_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, side TEXT NOT NULL, day TEXT NOT NULL, state TEXT NOT NULL,
        outcome_id INTEGER, settled TEXT, come_back TEXT, offering_id INTEGER, amount TEXT, currency TEXT,
        owes_thanks INTEGER, owes_report INTEGER, gave INTEGER)""",
    # The newest touch of each person, whenever it is: a day still to come is told from it by who asks.
    "CREATE TABLE tie (person_id INTEGER PRIMARY KEY, last_day TEXT NOT NULL)",
    # Without content of its own: the words stand in the rows, the index only says where.
    """CREATE VIRTUAL TABLE search USING fts5 (words, content='', tokenize="unicode61 remove_diacritics 2",
        prefix='1 2 3')""",
)

_FIRST_INDEXES = (
    "CREATE INDEX person_in_order ON person (kind, sort_key, id)",
    "CREATE INDEX person_met_through ON person (met_through_id)",
    "CREATE INDEX person_met_chapter ON person (met_chapter_id)",
    "CREATE INDEX alias_person ON alias (person_id)",
    "CREATE INDEX contact_point_person ON contact_point (person_id, kind)",
    "CREATE INDEX contact_point_value ON contact_point (kind, value COLLATE NOCASE)",
    "CREATE INDEX preference_person ON preference (person_id)",
    "CREATE INDEX preference_entry ON preference (entry_id)",
    "CREATE INDEX trust_person ON trust (person_id, day)",
    "CREATE INDEX trust_entry ON trust (entry_id)",
    "CREATE INDEX special_date_person ON special_date (person_id)",
    "CREATE INDEX affiliation_person ON affiliation (person_id)",
    "CREATE INDEX affiliation_organization ON affiliation (organization_id)",
    "CREATE INDEX relationship_person ON relationship (person_id)",
    "CREATE INDEX relationship_other ON relationship (other_id)",
    "CREATE INDEX person_tag_tag ON person_tag (tag_id)",
    "CREATE INDEX kept_line_person ON kept_line (person_id)",
    # The journal's own order, newest first, with what happened within an entry right beneath it.
    "CREATE INDEX entry_in_order ON entry (day DESC, time DESC, coalesce(within_id, id) DESC, id)",
    "CREATE INDEX entry_by_kind ON entry (kind, day DESC)",
    "CREATE INDEX entry_unanswered ON entry (day) WHERE unanswered",
    "CREATE INDEX entry_within ON entry (within_id) WHERE within_id IS NOT NULL",
    "CREATE INDEX participant_person ON participant (person_id, entry_id, role)",
    "CREATE INDEX ask_offering ON ask (offering_id)",
    "CREATE INDEX outcome_ask ON outcome (ask_id)",
    "CREATE INDEX outcome_elsewhere ON outcome (elsewhere_id)",
    "CREATE INDEX referral_other ON referral (other_id)",
    "CREATE INDEX referral_prospect ON referral (prospect_id)",
    "CREATE INDEX referral_offering ON referral (offering_id)",
    "CREATE INDEX introduction_one ON introduction (one_id)",
    "CREATE INDEX introduction_other ON introduction (other_id)",
    "CREATE INDEX introduction_introducer ON introduction (introducer_id)",
    "CREATE INDEX thanks_received ON thanks (received_id)",
    "CREATE INDEX mention_offering ON mention (offering_id)",
    "CREATE INDEX offering_chapter ON offering (chapter_id)",
    "CREATE INDEX reminder_person ON reminder (person_id)",
    "CREATE INDEX reminder_entry ON reminder (entry_id)",
    "CREATE INDEX reminder_day ON reminder (day)",
    "CREATE INDEX standing_in_order ON standing (day)",
    "CREATE INDEX standing_owes_thanks ON standing (kind) WHERE owes_thanks IS NOT NULL",
    "CREATE INDEX standing_owes_report ON standing (day) WHERE owes_report IS NOT NULL",
    "CREATE INDEX standing_gave ON standing (day, entry_id, kind) WHERE gave IS NOT NULL",
    "CREATE INDEX tie_last_day ON tie (last_day)",
    "CREATE INDEX person_with_closeness ON person (closeness) WHERE closeness IS NOT NULL",
    "CREATE INDEX person_with_cadence ON person (cadence_days) WHERE cadence_days IS NOT NULL",
    "CREATE INDEX person_resting ON person (resting_until) WHERE resting = 1",
    """CREATE INDEX standing_open_ask ON standing (come_back, side)
        WHERE kind = 'ask' AND state IN ('open', 'not_now')""",
)

_ADD_TOUCHES = """INSERT OR IGNORE INTO touch (person_id, day, entry_id)
    SELECT p.person_id, e.day, e.id FROM participant p JOIN entry e ON e.id = p.entry_id
    WHERE p.role = 'with' AND e.unanswered = 0 AND """
_DROP_TOUCHES = """DELETE FROM touch WHERE entry_id = old.id AND day = old.day
    AND person_id IN (SELECT person_id FROM participant WHERE entry_id = old.id)"""


def _standing(settled: str, given: str = "") -> str:
    """How the table `standing` is derived. `settled`: the day it came to what it is; `given`: what an ask must be
    besides to count as something I gave.
    """
    return f"""SELECT e.id, e.kind, coalesce(k.side, r.side, i.side), e.day,
        coalesce(o.state, r.state, i.state, 'open'), o.entry_id, {settled}, o.come_back,
        coalesce(k.offering_id, r.offering_id), coalesce(o.amount, k.amount, r.amount),
        CASE WHEN o.amount IS NOT NULL THEN o.currency WHEN k.amount IS NOT NULL THEN k.currency ELSE r.currency END,
        CASE WHEN (r.side = 'received' OR i.side = 'received' OR (k.side = 'made' AND o.state = 'yes'))
            AND NOT EXISTS (SELECT 1 FROM thanks t WHERE t.received_id = e.id AND t.gratitude = 'thanked') THEN 1 END,
        CASE WHEN r.side = 'received' AND r.state IN ('won', 'lost', 'no_answer')
            AND NOT EXISTS (SELECT 1 FROM thanks t WHERE t.received_id = e.id AND t.gratitude = 'reported') THEN 1 END,
        CASE WHEN (k.side = 'received' AND o.state = 'yes'{given}) OR r.side = 'given'
            OR (i.side = 'given' AND i.state IN ('made', 'met')) THEN 1 END
        FROM entry e
        LEFT JOIN ask k ON k.entry_id = e.id
        LEFT JOIN outcome o ON o.entry_id = (SELECT t.entry_id FROM outcome t JOIN entry te ON te.id = t.entry_id
            WHERE t.ask_id = k.entry_id ORDER BY te.day DESC, t.entry_id DESC LIMIT 1)
        LEFT JOIN entry oe ON oe.id = o.entry_id
        LEFT JOIN referral r ON r.entry_id = e.id
        LEFT JOIN introduction i ON i.entry_id = e.id
        WHERE coalesce(k.entry_id, r.entry_id, i.entry_id) IS NOT NULL"""


_FIRST_STANDING = _standing("oe.day")
STANDING = _standing(
    "coalesce(oe.day, r.settled, i.settled)", " AND k.offering_id IS NULL AND coalesce(o.amount, k.amount) IS NULL"
)
"""What the table `standing` holds, by the rows it is derived from. What was sold is not given."""


TIE = "SELECT person_id, max(day) FROM touch GROUP BY person_id"
"""What the table `tie` holds, by the touches it is derived from."""


def _tie(person: str) -> str:
    return f"""DELETE FROM tie WHERE person_id = {person};
        INSERT INTO tie SELECT person_id, max(day) FROM touch WHERE person_id = {person} GROUP BY person_id"""


def _settle(entry: str, standing: str) -> str:
    return f"DELETE FROM standing WHERE entry_id = {entry}; INSERT INTO standing {standing} AND e.id = {entry}"


_FIRST_TRIGGERS = (
    f"CREATE TRIGGER tie_touched AFTER INSERT ON touch BEGIN {_tie('new.person_id')}; END",
    f"CREATE TRIGGER tie_untouched AFTER DELETE ON touch BEGIN {_tie('old.person_id')}; END",
    f"CREATE TRIGGER touch_joined AFTER INSERT ON participant BEGIN {_ADD_TOUCHES} p.id = new.id; END",
    """CREATE TRIGGER touch_left AFTER DELETE ON participant BEGIN
        DELETE FROM touch WHERE person_id = old.person_id AND entry_id = old.entry_id; END""",
    f"""CREATE TRIGGER touch_changed AFTER UPDATE ON participant BEGIN
        DELETE FROM touch WHERE person_id = old.person_id AND entry_id = old.entry_id;
        {_ADD_TOUCHES} p.id = new.id; END""",
    # Undo may bring participants back before their entry.
    f"CREATE TRIGGER touch_entered AFTER INSERT ON entry BEGIN {_ADD_TOUCHES} e.id = new.id; END",
    f"""CREATE TRIGGER touch_moved AFTER UPDATE OF day, unanswered ON entry BEGIN
        {_DROP_TOUCHES}; {_ADD_TOUCHES} e.id = new.id; END""",
)


def _standing_triggers(standing: str) -> tuple[str, ...]:
    """They keep the table `standing` what that query gives."""

    def settle(entry: str) -> str:
        return _settle(entry, standing)

    return (
        *(
            trigger
            for table in ("ask", "referral", "introduction")
            for trigger in (
                f"""CREATE TRIGGER standing_{table}_added AFTER INSERT ON {table} BEGIN
                    {settle("new.entry_id")}; END""",
                f"""CREATE TRIGGER standing_{table}_changed AFTER UPDATE ON {table} BEGIN
                    {settle("new.entry_id")}; END""",
                f"""CREATE TRIGGER standing_{table}_removed AFTER DELETE ON {table} BEGIN
                    DELETE FROM standing WHERE entry_id = old.entry_id; END""",
            )
        ),
        f"CREATE TRIGGER standing_added AFTER INSERT ON outcome BEGIN {settle('new.ask_id')}; END",
        f"""CREATE TRIGGER standing_changed AFTER UPDATE ON outcome BEGIN
            {settle("old.ask_id")}; {settle("new.ask_id")}; END""",
        f"CREATE TRIGGER standing_thanked AFTER INSERT ON thanks BEGIN {settle('new.received_id')}; END",
        f"""CREATE TRIGGER standing_thanks_changed AFTER UPDATE ON thanks BEGIN
            {settle("old.received_id")}; {settle("new.received_id")}; END""",
        f"CREATE TRIGGER standing_not_thanked AFTER DELETE ON thanks BEGIN {settle('old.received_id')}; END",
        # An outcome is an entry: without its ask there is nothing left for the entry to say.
        f"""CREATE TRIGGER standing_removed AFTER DELETE ON outcome BEGIN
            {settle("old.ask_id")}; DELETE FROM entry WHERE id = old.entry_id; END""",
        f"""CREATE TRIGGER standing_entered AFTER INSERT ON entry
            WHEN new.kind IN ('ask', 'referral', 'introduction', 'outcome') BEGIN
            {settle("coalesce((SELECT ask_id FROM outcome WHERE entry_id = new.id), new.id)")}; END""",
        f"""CREATE TRIGGER standing_moved AFTER UPDATE OF day, kind ON entry
            WHEN new.kind IN ('ask', 'referral', 'introduction', 'outcome') BEGIN
            {settle("coalesce((SELECT ask_id FROM outcome WHERE entry_id = new.id), new.id)")}; END""",
    )


_SUFFIXES = "||' '||".join(f"substr({{row}}.digits, {n})" for n in range(1, 13))

_SPELT = {"ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d"}
_SPELT |= {"þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ħ": "h", "Ħ": "h", "ı": "i"}
_SPELT |= {"ŧ": "t", "Ŧ": "t"}


def _spelt(words: str) -> str:
    """The words with letters that are no accented ones spelt as `names.fold` spells them; the index does the rest."""
    written = words
    for letter, spelt in _SPELT.items():
        words = f"replace({words}, '{letter}', '{spelt}')"
    # Most words are plain ASCII, and looking through them for each letter would double the time an import takes.
    return f"CASE WHEN length(CAST({written} AS BLOB)) = length({written}) THEN {written} ELSE {words} END"


def _numbered(tables: Mapping[str, tuple[str, str]]) -> dict[str, tuple[int, str, str]]:
    return {table: (number, *rest) for number, (table, rest) in enumerate(tables.items(), 1)}


_FIRST_INDEXED = {
    # table: its key, and the expression whose words are indexed. The largest come first, since reading goes backwards
    # and must pass what has greater numbers.
    "entry": ("id", _spelt("{row}.text||' '||{row}.place")),
    "ask": ("entry_id", _spelt("{row}.about")),
    "referral": ("entry_id", _spelt("{row}.need")),
    "introduction": ("entry_id", _spelt("{row}.purpose||' '||{row}.result")),
    "contact_point": (
        "id",
        f"""{_spelt("{row}.value||' '||{row}.label")}
        ||CASE {{row}}.kind WHEN 'phone' THEN ' '||{_SUFFIXES} ELSE '' END""",
    ),
    "preference": ("id", _spelt("{row}.text||' '||{row}.source")),
    "person": ("id", _spelt("{row}.name||' '||{row}.nickname||' '||{row}.met_how||' '||{row}.notes")),
    "trust": ("id", _spelt("{row}.reason")),
    "affiliation": ("id", _spelt("{row}.role")),
    "relationship": ("id", _spelt("{row}.label")),
    "special_date": ("id", _spelt("{row}.label")),
    "alias": ("id", _spelt("{row}.name")),
    "reminder": ("id", _spelt("{row}.text")),
    "tag": ("id", _spelt("{row}.name")),
    "offering": ("id", _spelt("{row}.name||' '||{row}.sentence")),
    "chapter": ("id", _spelt("{row}.title||' '||{row}.employer")),
}
# A sum by its whole part, by all its digits, and by its currency.
_SUM = """coalesce(CAST({row}.amount AS INTEGER)||' '||replace({row}.amount, '.', '')||' '||{row}.currency, '')"""
_WITH_SUMS = {
    "entry": _FIRST_INDEXED["entry"],
    "ask": ("entry_id", f"{_FIRST_INDEXED['ask'][1]}||' '||{_SUM}"),
    "outcome": ("entry_id", _SUM),
    "referral": ("entry_id", f"{_FIRST_INDEXED['referral'][1]}||' '||{_SUM}"),
    **{table: words for table, words in _FIRST_INDEXED.items() if table not in ("entry", "ask", "referral")},
}

# A reason chosen from the list, in its words.
_REASON = """CASE {row}.reason WHEN 'not_said' THEN '' WHEN 'did_not_know' THEN 'did not know I do it'
    WHEN 'doubted_skill' THEN 'doubted my skill' WHEN 'had_someone' THEN 'had someone already'
    WHEN 'uneasy_with_friend' THEN 'uneasy to do business with a friend' ELSE replace({row}.reason, '_', ' ') END"""
_WITH_REASONS = {**_WITH_SUMS, "outcome": ("entry_id", f"{_SUM}||' '||{_REASON}")}

INDEXED = _numbered(_WITH_REASONS)
"""What is searched: of each table its number in the index, its key, and the expression whose words are indexed. The
rows of a table stand together in the index, from `first_of` its number on."""


def first_of(number: int) -> int:
    """Where the rows of an indexed table begin in the index: what is searched in one table is one range."""
    return number << 40


def _index_triggers(indexed: Mapping[str, tuple[int, str, str]]) -> list[str]:
    made = []
    for table, (number, key, words) in indexed.items():
        start = first_of(number)
        into = f"INSERT INTO search (rowid, words) VALUES (new.{key} + {start}, {words.format(row='new')})"
        out = (
            f"INSERT INTO search (search, rowid, words) VALUES ('delete', old.{key} + {start}, "
            f"{words.format(row='old')})"
        )
        changed = f"({words.format(row='old')}) IS NOT ({words.format(row='new')}) OR old.{key} <> new.{key}"
        made += [
            f"CREATE TRIGGER search_{table}_added AFTER INSERT ON {table} BEGIN {into}; END",
            f"CREATE TRIGGER search_{table}_removed AFTER DELETE ON {table} BEGIN {out}; END",
            f"CREATE TRIGGER search_{table}_changed AFTER UPDATE ON {table} WHEN {changed} BEGIN {out}; {into}; END",
        ]
    return made


def _001_first(db: SqliteDatabase) -> None:
    for sql in (
        *_FIRST_TABLES,
        *_FIRST_INDEXES,
        *_FIRST_TRIGGERS,
        *_standing_triggers(_FIRST_STANDING),
        *_index_triggers(_numbered(_FIRST_INDEXED)),
    ):
        db.execute_sql(sql)


def _002_sums_are_found(db: SqliteDatabase) -> None:
    """Sums of money are words of the index; so that theirs stand with the other entries', all of it is made anew."""
    for table in _FIRST_INDEXED:
        for when in ("added", "removed", "changed"):
            db.execute_sql(f"DROP TRIGGER search_{table}_{when}")
    db.execute_sql("INSERT INTO search (search) VALUES ('delete-all')")
    indexed = _numbered(_WITH_SUMS)
    _index_all(db, indexed)
    for sql in _index_triggers(indexed):
        db.execute_sql(sql)


def _index_all(db: SqliteDatabase, indexed: Mapping[str, tuple[int, str, str]]) -> None:
    for table, (number, key, words) in indexed.items():
        db.execute_sql(
            f"""INSERT INTO search (rowid, words)
            SELECT {key} + {first_of(number)}, {words.format(row=table)} FROM {table}"""
        )


def _003_four_and_five_letters(db: SqliteDatabase) -> None:
    """The index has the beginnings of words up to five letters: of a longer one all rows must be gathered to find the
    newest, a millisecond each time of some ten thousand.
    """
    db.execute_sql("DROP TABLE search")
    db.execute_sql(
        """CREATE VIRTUAL TABLE search USING fts5 (words, content='', tokenize="unicode61 remove_diacritics 2",
        prefix='1 2 3 4 5')"""
    )
    _index_all(db, _numbered(_WITH_SUMS))


def _004_days_of_what_came(db: SqliteDatabase) -> None:
    """Referrals and introductions have a day of their own on which they came to what they are."""
    for table in ("referral", "introduction"):
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN settled TEXT CHECK (settled {_DAY})")
    names = db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'standing%'").fetchall()
    for (name,) in names:
        db.execute_sql(f"DROP TRIGGER {name}")
    for sql in _standing_triggers(STANDING):
        db.execute_sql(sql)
    db.execute_sql("DELETE FROM standing")
    db.execute_sql(f"INSERT INTO standing {STANDING}")


def _005_reasons_are_found(db: SqliteDatabase) -> None:
    """Reasons chosen from the list are words of the index."""
    table = "outcome"
    before, after = _numbered(_WITH_SUMS)[table], _numbered(_WITH_REASONS)[table]
    for when in ("added", "removed", "changed"):
        db.execute_sql(f"DROP TRIGGER search_{table}_{when}")
    number, key, words = before
    db.execute_sql(
        f"""INSERT INTO search (search, rowid, words)
        SELECT 'delete', {key} + {first_of(number)}, {words.format(row=table)} FROM {table}"""
    )
    _index_all(db, {table: after})
    for sql in _index_triggers({table: after}):
        db.execute_sql(sql)


def remake(db: SqliteDatabase, table: str, columns: str) -> None:
    """Give a table other columns, or another CHECK on them, which no ALTER TABLE can: `columns` is all that stands
    between the brackets of its CREATE TABLE. Its rows, indexes and triggers stay as they are, and no number that it
    once gave is given again.
    """
    # While another table has its name for a moment, SQLite refuses every trigger that speaks of it, whosever it is.
    triggers = db.execute_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid").fetchall()
    indexes = db.execute_sql(
        "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
    ).fetchall()
    last = db.execute_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchall()
    for name, _ in triggers:
        db.execute_sql(f"DROP TRIGGER {name}")
    db.execute_sql(f"CREATE TABLE remade ({columns})")
    held = {name for _, name, *_ in db.execute_sql(f"PRAGMA table_info({table})")}
    kept = ", ".join(name for _, name, *_ in db.execute_sql("PRAGMA table_info(remade)") if name in held)
    db.execute_sql(f"INSERT INTO remade ({kept}) SELECT {kept} FROM {table}")
    db.execute_sql(f"DROP TABLE {table}")
    db.execute_sql(f"ALTER TABLE remade RENAME TO {table}")
    db.execute_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    for (number,) in last:
        db.execute_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, number))
    for (sql,) in (*indexes, *((sql,) for _, sql in triggers)):
        db.execute_sql(sql)


MIGRATIONS: tuple[Callable[[SqliteDatabase], None], ...] = (
    _001_first,
    _002_sums_are_found,
    _003_four_and_five_letters,
    _004_days_of_what_came,
    _005_reasons_are_found,
)


def migrate(db: SqliteDatabase, before: Callable[[], object]) -> None:
    """Bring the open journal to today's shape; `before` (a backup) is called first if there is something to lose.

    Each step is one transaction with its version number in it: a step that fails leaves the file as it found it.
    Foreign keys are off meanwhile, since rebuilding a table with them on would silently delete its children, and are
    checked before each commit.
    """
    have = int(db.user_version)
    if 0 < have < len(MIGRATIONS):
        before()
    if have == len(MIGRATIONS):
        return
    db.foreign_keys = 0
    try:
        for number, step in enumerate(MIGRATIONS[have:], have + 1):
            with db.atomic():
                step(db)
                if db.execute_sql("PRAGMA foreign_key_check").fetchone():
                    raise Damaged(
                        say("This journal could not be brought to the new version: some of its rows point nowhere."),
                        say("It is unchanged. Restore a backup, or send the file's check report to the developers."),
                    )
                db.user_version = number
    finally:
        db.foreign_keys = 1
