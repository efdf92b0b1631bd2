"""The words of the journal: what it holds, as frozen records, and what a user may hand in, as drafts.

Records come out of the store, drafts go in. An `id` of 0 means "not in the journal yet". Days are `datetime.date`;
a day that may lack a part is a `PartialDate`. A closed vocabulary is a `Word`: its value is what the file holds.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .days import PartialDate
from .records import dataclass
from .wording import Said, say

# ------------------------------------------------------------------------------------------------ vocabularies


class Word(StrEnum):
    """A closed vocabulary. The value stands in the file; `said` is how it reads."""

    @property
    def said(self) -> Said:
        """The word as a reader sees it, to be translated by whoever shows it."""
        return say(self.value.replace("_", " "))


class PersonKind(Word):
    """An organization is kept as a person is: the same page, the same contact points, the same timeline."""

    PERSON = "person"
    ORGANIZATION = "organization"


class Closeness(Word):
    """The layers of about 5, 15, 50 and 150 people."""

    INNER_CIRCLE = "inner_circle"
    CLOSE = "close"
    ACTIVE = "active"
    ACQUAINTANCE = "acquaintance"


class Comfort(Word):
    """How it is with this person and business."""

    UNKNOWN = "unknown"
    FINE = "fine"
    ASK_GENTLY = "ask_gently"
    KEEP_APART = "keep_apart"


class CameFirst(Word):
    """Whether friendship or business came first."""

    UNKNOWN = "unknown"
    FRIENDSHIP = "friendship"
    BUSINESS = "business"


class ContactKind(Word):
    """Of a contact point."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    WEB = "web"
    HANDLE = "handle"


class PreferenceKind(Word):
    """Something a person …"""

    LIKES = "likes"
    DISLIKES = "dislikes"
    NEEDS = "needs"
    OFFERS = "offers"
    BOUNDARY = "boundary"


class TrustKind(Word):
    """What an observation of trust was about."""

    KEPT_PROMISE = "kept_promise"
    KEPT_CONFIDENCE = "kept_confidence"
    STOOD_BY_ME = "stood_by_me"
    LET_DOWN = "let_down"
    OTHER = "other"


class DateKind(Word):
    """Of a date that comes back every year."""

    BIRTHDAY = "birthday"
    ANNIVERSARY = "anniversary"
    NAME_DAY = "name_day"
    OTHER = "other"


class RelationshipKind(Word):
    """What the *other* is to the person: "partner", "parent" reads "has the parent …"."""

    PARTNER = "partner"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    RELATIVE = "relative"
    FRIEND = "friend"
    COLLEAGUE = "colleague"
    MANAGER = "manager"
    REPORT = "report"
    ASSISTANT = "assistant"
    PRINCIPAL = "principal"
    INTRODUCED_BY = "introduced_by"
    INTRODUCED = "introduced"
    OTHER = "other"

    @property
    def seen_from_the_other(self) -> RelationshipKind:
        """The same tie read from the other end."""
        return _OTHER_END.get(self, self)


_OTHER_END = {
    RelationshipKind.PARENT: RelationshipKind.CHILD,
    RelationshipKind.CHILD: RelationshipKind.PARENT,
    RelationshipKind.MANAGER: RelationshipKind.REPORT,
    RelationshipKind.REPORT: RelationshipKind.MANAGER,
    RelationshipKind.ASSISTANT: RelationshipKind.PRINCIPAL,
    RelationshipKind.PRINCIPAL: RelationshipKind.ASSISTANT,
    RelationshipKind.INTRODUCED_BY: RelationshipKind.INTRODUCED,
    RelationshipKind.INTRODUCED: RelationshipKind.INTRODUCED_BY,
}


class EntryKind(Word):
    """What happened."""

    NOTE = "note"
    MEETING = "meeting"
    CALL = "call"
    VIDEO_CALL = "video_call"
    MESSAGE = "message"
    EMAIL = "email"
    LETTER = "letter"
    EVENT = "event"
    GIFT = "gift"
    ASK = "ask"
    OUTCOME = "outcome"
    REFERRAL = "referral"
    INTRODUCTION = "introduction"
    THANKS = "thanks"
    MENTION = "mention"


CHANNELS = (
    EntryKind.MEETING,
    EntryKind.CALL,
    EntryKind.VIDEO_CALL,
    EntryKind.MESSAGE,
    EntryKind.EMAIL,
    EntryKind.LETTER,
    EntryKind.EVENT,
)
"""The kinds that are ways of being in touch."""

PLAIN_KINDS = (EntryKind.NOTE, *CHANNELS, EntryKind.GIFT)
"""The kinds a plain entry may have; the others carry a detail of their own."""

LEDGER_KINDS = (EntryKind.ASK, EntryKind.REFERRAL, EntryKind.INTRODUCTION)
"""The kinds on the page of asks and referrals."""

FACE_TO_FACE = (EntryKind.MEETING, EntryKind.EVENT)


class Direction(Word):
    """Who reached out."""

    ME = "me"
    THEM = "them"
    BOTH = "both"


class Role(Word):
    """Of a participant: contact happened *with* them, or the entry is only *about* them."""

    WITH = "with"
    ABOUT = "about"


class AskSide(Word):
    """An ask I made, or one made to me."""

    MADE = "made"
    RECEIVED = "received"


class Side(Word):
    """Of a referral or an introduction: by me, or for me."""

    GIVEN = "given"
    RECEIVED = "received"


class AskState(Word):
    """The outcome of an ask."""

    OPEN = "open"
    YES = "yes"
    NOT_NOW = "not_now"
    NO = "no"
    ELSEWHERE = "elsewhere"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"

    @property
    def said(self) -> Said:
        return say("went elsewhere") if self is AskState.ELSEWHERE else say(self.value.replace("_", " "))

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self in (AskState.OPEN, AskState.NOT_NOW)


class Reason(Word):
    """Why an ask was not met."""

    NOT_SAID = "not_said"
    FORGOT_ME = "forgot_me"
    DID_NOT_KNOW = "did_not_know"
    TIMING = "timing"
    PRICE = "price"
    DOUBTED_SKILL = "doubted_skill"
    UNEASY_WITH_FRIEND = "uneasy_with_friend"
    HAD_SOMEONE = "had_someone"
    FAMILY = "family"
    OTHER = "other"

    @property
    def said(self) -> Said:
        return _REASONS_SAID.get(self) or say(self.value.replace("_", " "))


_REASONS_SAID = {
    Reason.DID_NOT_KNOW: say("did not know I do it"),
    Reason.DOUBTED_SKILL: say("doubted my skill"),
    Reason.UNEASY_WITH_FRIEND: say("uneasy to do business with a friend"),
    Reason.HAD_SOMEONE: say("had someone already"),
}


class KnownBy(Word):
    """How I know a reason."""

    THEY_SAID = "they_said"
    I_GUESS = "i_guess"
    SOMEBODY_TOLD = "somebody_told"

    @property
    def said(self) -> Said:
        return {
            KnownBy.THEY_SAID: say("they said so"),
            KnownBy.I_GUESS: say("I guess"),
            KnownBy.SOMEBODY_TOLD: say("somebody told me"),
        }[self]


class ReferralState(Word):
    """What came of a referral."""

    PASSED_ON = "passed_on"
    IN_CONTACT = "in_contact"
    WON = "won"
    LOST = "lost"
    NO_ANSWER = "no_answer"

    @property
    def is_closed(self) -> bool:
        return self in (ReferralState.WON, ReferralState.LOST, ReferralState.NO_ANSWER)


class IntroductionState(Word):
    """How far an introduction has come."""

    IDEA = "idea"
    ASKED_ONE = "asked_one"
    ASKED_BOTH = "asked_both"
    MADE = "made"
    MET = "met"
    DECLINED = "declined"


class Consent(Word):
    """Whether somebody agreed."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


class Gratitude(Word):
    """Of an entry that answers something received: thanked for it, or told them how it went."""

    THANKED = "thanked"
    REPORTED = "reported"


class Awareness(Word):
    """How well somebody knows an offering, from a mention."""

    TOLD = "told"
    SAID_BACK = "said_back"
    SENT_SOMEONE = "sent_someone"


class AnswerKind(Word):
    """What the user said to an item of the agenda."""

    DONE = "done"
    SNOOZED = "snoozed"
    DISMISSED = "dismissed"


# ------------------------------------------------------------------------------------------------ small values


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217 code)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody (or something) by id and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person meant by a draft: one in the journal (`id`), or one to be made with that name (`id` 0)."""

    id: int
    name: str
    kind: PersonKind = PersonKind.PERSON


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name by which somebody in the journal is known, for completion and for reading the capture line."""

    id: int
    name: str
    kind: PersonKind
    shown: str
    """The name they are shown by (the same as `name`, unless that is a nickname or a former name)."""


# --------------------------------------------------------------------------------------------- what hangs on a person
# Each of these is its own draft: hand one in with id 0 to add it, with an id to change it.


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name a person is or was known by; searchable."""

    id: int
    person: int
    name: str


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A way to reach somebody. An address keeps the seven parts of vCard's ADR in `parts`, its lines in `value`."""

    id: int
    person: int
    kind: ContactKind
    value: str
    label: str = ""
    preferred: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preference:
    """Something a person likes, dislikes, needs, offers, or a boundary, as noted on a day."""

    id: int
    person: int
    kind: PreferenceKind
    text: str
    day: date | None = None
    source: str = ""
    until: date | None = None
    """No longer true since then."""
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """One dated observation; `level` 1 to 5 where it was said how far one relies on them since."""

    id: int
    person: int
    reason: str
    day: date | None = None
    kind: TrustKind = TrustKind.OTHER
    level: int | None = None
    moved_on: date | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class SpecialDate:
    """A birthday or another date that comes back every year. `lead_days`: told that many days ahead as well."""

    id: int
    person: int
    kind: DateKind
    date: PartialDate
    label: str = ""
    lead_days: int | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """Where a person belongs. The organization is a `PersonRef`, so that a new one can be made with it."""

    id: int
    person: int
    organization: PersonRef
    role: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Relationship:
    """What `other` is to `person`."""

    id: int
    person: int
    other: PersonRef
    kind: RelationshipKind
    label: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None


Fact = Alias | ContactPoint | Preference | Trust | SpecialDate | Affiliation | Relationship
"""What is true of a person for a while."""


# ------------------------------------------------------------------------------------------------ persons


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """The person's own line of the file: everything that there is once of each person."""

    name: str
    kind: PersonKind = PersonKind.PERSON
    prefix: str = ""
    given: str = ""
    additional: str = ""
    family: str = ""
    suffix: str = ""
    nickname: str = ""
    closeness: Closeness | None = None
    cadence_days: int | None = None
    """None: as their closeness says; 0: none."""
    comfort: Comfort = Comfort.UNKNOWN
    comfort_on: date | None = None
    came_first: CameFirst = CameFirst.UNKNOWN
    met_on: PartialDate | None = None
    met_how: str = ""
    met_through: PersonRef | None = None
    met_chapter: int | None = None
    resting: bool = False
    resting_until: date | None = None
    archived: bool = False
    deceased: bool = False
    died_on: PartialDate | None = None
    is_me: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the journal holds them, without what hangs on them."""

    id: int
    uuid: str
    about: PersonDraft
    has_portrait: bool = False

    @property
    def name(self) -> str:
        return self.about.name

    @property
    def kind(self) -> PersonKind:
        return self.about.kind


@dataclass(frozen=True, slots=True)
class About:
    """Everything known of one person."""

    person: Person
    aliases: tuple[Alias, ...]
    contact_points: tuple[ContactPoint, ...]
    preferences: tuple[Preference, ...]
    trust: tuple[Trust, ...]
    dates: tuple[SpecialDate, ...]
    affiliations: tuple[Affiliation, ...]
    """Of a person, where they belong; of an organization, who belongs to it (`person` then is the member)."""
    members: tuple[tuple[Named, Affiliation], ...]
    relationships: tuple[Relationship, ...]
    """Seen from this person, whichever end it was noted at."""
    tags: tuple[str, ...]
    offerings_known: tuple[Mention, ...]

    @property
    def trust_level(self) -> int | None:
        """The newest level that was said (observations come newest first)."""
        return next((t.level for t in self.trust if t.level is not None), None)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a line in a list."""

    id: int
    name: str
    kind: PersonKind
    role: str
    """Their newest role, if any."""
    organization: str
    """The name of where they belong now, if anywhere."""
    closeness: Closeness | None
    tags: tuple[str, ...]
    last_touch: date | None
    cadence_days: int | None
    """The cadence in force, from the person or from their closeness."""
    open_asks: int
    state: str
    """'' · 'resting' · 'archived' · 'deceased'."""
    has_portrait: bool
    birthday: PartialDate | None
    trust: int | None
    is_me: bool = False

    def overdue_days(self, today: date) -> int | None:
        """Days past the cadence, where there is one, something to count from, and no silence asked for."""
        if self.cadence_days is None or self.last_touch is None or self.state:
            return None
        over = (today - self.last_touch).days - self.cadence_days
        return over if over > 0 else None


class PersonState(Word):
    """Which people a list shows."""

    PRESENT = "present"
    RESTING = "resting"
    ARCHIVED = "archived"
    DECEASED = "deceased"
    ALL = "all"


class Lacks(Word):
    """What a person's page does not say yet."""

    BIRTHDAY = "birthday"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    CLOSENESS = "closeness"
    TAG = "tag"
    ORGANIZATION = "organization"
    NOTES = "notes"
    TOUCH = "touch"
    PORTRAIT = "portrait"


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people; parts left at their default do not narrow. All parts must hold."""

    kind: PersonKind | None = None
    words: str = ""
    tags: tuple[str, ...] = ()
    closeness: tuple[Closeness, ...] = ()
    organization: int | None = None
    open_asks: bool = False
    overdue: bool = False
    lacks: tuple[Lacks, ...] = ()
    state: PersonState = PersonState.PRESENT
    """PRESENT leaves out the archived and the deceased, and keeps the resting."""


class PeopleOrder(Word):
    """The columns people can be put in order by."""

    NAME = "name"
    ORGANIZATION = "organization"
    ROLE = "role"
    CLOSENESS = "closeness"
    TRUST = "trust"
    CADENCE = "cadence"
    LAST_TOUCH = "last_touch"
    OVERDUE = "overdue"
    OPEN_ASKS = "open_asks"
    BIRTHDAY = "birthday"
    TAGS = "tags"


# ------------------------------------------------------------------------------------------------ entries


@dataclass(frozen=True, slots=True)
class AskDetail:
    """What was asked. `guess`: the chance of a yes I gave it beforehand, 0 to 100."""

    side: AskSide
    about: str
    offering: int | None = None
    value: Money | None = None
    guess: int | None = None


@dataclass(frozen=True, slots=True)
class OutcomeDetail:
    """What came of an ask, on the day of its entry. `ask` 0 in a draft: the ask recorded just before it."""

    ask: int
    state: AskState
    come_back: date | None = None
    elsewhere: PersonRef | None = None
    reason: Reason = Reason.NOT_SAID
    known_by: KnownBy | None = None
    value: Money | None = None


@dataclass(frozen=True, slots=True)
class ReferralDetail:
    """A prospect passed on: given, I sent the prospect to `other`; received, `other` sent them to me."""

    side: Side
    other: PersonRef | None
    prospect: PersonRef | None
    need: str = ""
    offering: int | None = None
    consent: Consent = Consent.NOT_ASKED
    """The prospect's; without it, it is a lead."""
    prepared: int | None = None
    """1 a name … 5 brought together in person."""
    state: ReferralState = ReferralState.PASSED_ON
    value: Money | None = None
    settled: date | None = None
    """The day it came to what it is; left out, the store takes the day it is said."""


@dataclass(frozen=True, slots=True)
class IntroductionDetail:
    """Two people brought together: by me (`GIVEN`), or by `introducer` for me (`RECEIVED`, `one` is then empty)."""

    side: Side
    one: PersonRef | None
    other: PersonRef | None
    introducer: PersonRef | None = None
    purpose: str = ""
    state: IntroductionState = IntroductionState.MADE
    one_consent: Consent = Consent.NOT_ASKED
    other_consent: Consent = Consent.NOT_ASKED
    result: str = ""
    settled: date | None = None
    """The day they were brought together, or somebody declined; left out, the store takes the day it is said."""


@dataclass(frozen=True, slots=True)
class ThanksDetail:
    """That something received was thanked for, or its giver told how it went; `received` is its entry, if known."""

    received: int | None
    gratitude: Gratitude = Gratitude.THANKED


Detail = AskDetail | OutcomeDetail | ReferralDetail | IntroductionDetail | ThanksDetail


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in an entry."""

    person: PersonRef
    role: Role = Role.WITH


@dataclass(frozen=True, slots=True)
class MentionDraft:
    """That the people of the entry heard of an offering; one not known yet is made with its name (`offering` 0)."""

    offering: int
    name: str
    awareness: Awareness = Awareness.TOLD


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """One thing that happened on a day."""

    day: date
    kind: EntryKind = EntryKind.NOTE
    text: str = ""
    time: str = ""
    """HH:MM, wall clock of the place, or empty."""
    direction: Direction | None = None
    participants: tuple[Participant, ...] = ()
    unanswered: bool = False
    """An attempt: nobody was reached."""
    private: bool = False
    place: str = ""
    detail: Detail | None = None
    mentions: tuple[MentionDraft, ...] = ()
    within: int | None = None
    """The entry during which this happened (an ask during a meeting)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as the journal holds it, with its detail and what happened within it."""

    id: int
    uuid: str
    draft: EntryDraft
    within: tuple[Entry, ...] = ()
    history: tuple[Entry, ...] = ()
    """Of an ask: its outcomes, oldest first."""
    state: AskState | None = None
    """Of an ask: where it stands."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as a line in a timeline."""

    id: int
    day: date
    time: str
    kind: EntryKind
    direction: Direction | None
    text: str
    people: tuple[tuple[Named, Role], ...]
    inside: bool
    """It happened within the entry above it."""
    unanswered: bool
    private: bool
    side: str
    """'made', 'received', 'given' where the kind has a side, else ''."""
    state: str
    """The state of an ask, outcome, referral or introduction, else ''."""
    about: str
    """What the ask, referral or introduction is about, else ''."""
    come_back: date | None
    value: Money | None
    place: str = ""


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries; parts left at their default do not narrow."""

    person: int | None = None
    """Of a person, their entries; of an organization, also those of the people who belong to it."""
    kinds: tuple[EntryKind, ...] = ()
    words: str = ""
    since: date | None = None
    until: date | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """That somebody heard of an offering."""

    entry: int
    person: int
    offering: Named
    awareness: Awareness
    day: date


# ------------------------------------------------------------------------------------------------ asks and referrals


class LedgerKind(Word):
    """What the page of asks and referrals lists."""

    ASK_MADE = "ask_made"
    ASK_RECEIVED = "ask_received"
    REFERRAL_GIVEN = "referral_given"
    REFERRAL_RECEIVED = "referral_received"
    INTRODUCTION = "introduction"


class LedgerOrder(Word):
    """The columns it can be put in order by."""

    DAY = "day"
    PERSON = "person"
    STATE = "state"
    VALUE = "value"
    COME_BACK = "come_back"


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which asks, referrals and introductions."""

    kinds: tuple[LedgerKind, ...] = ()
    person: int | None = None
    """With whom it is, or to whom it went instead; of an organization, with whoever belongs to it too."""
    only_open: bool = False
    states: tuple[str, ...] = ()
    offering: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    owed_thanks: bool = False


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One ask, referral or introduction in the table."""

    id: int
    day: date
    kind: LedgerKind
    people: tuple[Named, ...]
    about: str
    state: str
    is_open: bool
    come_back: date | None
    value: Money | None
    offering: str
    reason: str
    """Of an ask that was not met, the reason's value, else ''."""
    elsewhere: str
    owes_thanks: bool
    """Whether something was received with it that nobody was thanked for yet."""


@dataclass(frozen=True, slots=True)
class LedgerTotals:
    """What the rows of a filter come to. `values` holds one sum a currency, of what was met or won."""

    n: int
    open: int
    met: int
    not_met: int
    values: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """An ask something may still come of."""

    id: int
    day: date
    side: AskSide
    about: str
    people: tuple[int, ...]
    state: AskState
    come_back: date | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Given against received with one person: asks fulfilled, referrals, introductions, gifts."""

    given: int
    received: int
    last_given: date | None
    last_received: date | None


@dataclass(frozen=True, slots=True)
class OpenLoop:
    """Something of this person's that still wants a word: `what` is a sentence ("thank Lea for the Berg referral")."""

    entry: int
    kind: str
    """'thanks' · 'report' · 'answer' (they asked me and wait) · 'ask' (I asked and wait)."""
    what: Said
    day: date


@dataclass(frozen=True, slots=True)
class Summary:
    """A person as needed a minute before a call."""

    about: About
    last_touch: date | None
    last_kind: EntryKind | None
    next_meeting: date | None
    touches_in_year: int
    """Days on which there was one: a meeting and the ask made in it are one touch."""
    attempts_since: int
    """Unanswered attempts since the last touch."""
    cadence_days: int | None
    balance: Balance
    loops: tuple[OpenLoop, ...]


# ------------------------------------------------------------------------------------------- offerings, reminders, rest


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of one's own working life."""

    id: int
    title: str
    employer: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Offering:
    """Something the user offers, with the sentence that says it."""

    id: int
    name: str
    sentence: str = ""
    chapter: int | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to do on a day, once or repeating (`repeat`: an RFC 5545 rule), about a person or none."""

    id: int
    text: str
    day: date
    person: PersonRef | None = None
    time: str = ""
    repeat: str = ""
    entry: int | None = None
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user said to an item of the agenda, by its key."""

    key: str
    kind: AnswerKind
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Tagging:
    """A tag for a person, as a draft."""

    person: PersonRef
    tag: str


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything one captured line, or one filled form, puts into the journal: one step."""

    entry: EntryDraft | None = None
    within: tuple[EntryDraft, ...] = ()
    """What happened during it. Without an entry, each stands for itself."""
    preferences: tuple[tuple[PersonRef, Preference], ...] = ()
    trust: tuple[tuple[PersonRef, Trust], ...] = ()
    reminders: tuple[Reminder, ...] = ()
    tags: tuple[Tagging, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a recording became: ids."""

    entries: tuple[int, ...]
    people_made: tuple[int, ...]
    reminders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One result of a search. `spans` are the matched stretches of `snippet` (start, end)."""

    kind: str
    """'person' · 'organization' · 'entry' · 'reminder' · 'tag' · 'offering' · 'chapter'."""
    id: int
    title: str
    snippet: str
    spans: tuple[tuple[int, int], ...] = ()
    day: date | None = None
    entry_kind: EntryKind | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """What is settled for a journal, whatever machine it is opened on. Kept in the journal."""

    leap_day: str = "02-28"
    day_first: bool = True
    currency: str = "EUR"
    cadence: tuple[tuple[Closeness, int], ...] = (
        (Closeness.INNER_CIRCLE, 7),
        (Closeness.CLOSE, 30),
        (Closeness.ACTIVE, 180),
        (Closeness.ACQUAINTANCE, 365),
    )
    """Days meant between touches, by closeness; 0: none."""
    lead_days: int = 7
    phone_region: str = "DE"
    reconnect: bool = True
    """Whether the agenda suggests ties that sleep; below, whom one gave to and never asked, a month without asks."""
    dormant_days: int = 1095
    give: bool = True
    ask_distance: int = 183
    """Days between two suggestions to ask the same person for something."""
    asked_nobody: bool = True
    sample: bool = False
    """This journal is the invented one to look around in."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a step touched: ids of each kind. `everything`: too much to name, read anew."""

    label: Said
    origin: object = None
    everything: bool = False
    people: frozenset[int] = field(default_factory=frozenset)
    entries: frozenset[int] = field(default_factory=frozenset)
    reminders: frozenset[int] = field(default_factory=frozenset)
    offerings: frozenset[int] = field(default_factory=frozenset)
    chapters: frozenset[int] = field(default_factory=frozenset)
    tags: frozenset[int] = field(default_factory=frozenset)
    settings: frozenset[int] = field(default_factory=frozenset)
    answers: frozenset[int] = field(default_factory=frozenset)
