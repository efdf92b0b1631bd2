"""The lines of a vCard file: bytes to named properties and back.

Hidden here: folding in all its wrong forms, quoted-printable and base64, charsets by file and by property, parameters
with and without names, quotes and carets, and the different escapes of the versions. RFC 6350 section 3, RFC 2426,
RFC 6868 and the vCard 2.1 specification of the Internet Mail Consortium; beyond them, what programs really write.
What a property *means* is not known here.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from netjournal.exchange.card import Problem
from netjournal.wording import say

Params = dict[str, tuple[str, ...]]
"""Parameters by name in capitals, each with its values."""


class Line:
    """One property. `value` is text but still escaped; `data` holds what stood in base64. `number` counts from 1."""

    __slots__ = ("data", "group", "name", "number", "old", "params", "raw", "value")

    def __init__(
        self,
        number: int,
        head: tuple[str, str, Params],
        value: str,
        raw: str,
        *,
        data: bytes | None = None,
        old: bool = False,
    ) -> None:
        self.number = number
        self.group, self.name, self.params = head
        self.value = value
        self.raw = raw
        self.data = data
        self.old = old
        """It follows the rules of version 2.1."""

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescape(self.value, old=self.old).strip() if "\\" in self.value else self.value.strip()

    def split(self, separator: str) -> list[str]:
        """The value in parts at each separator that is not escaped, every part unescaped and stripped."""
        if "\\" not in self.value:
            return [part.strip() for part in self.value.split(separator)]
        return [unescape(part, old=self.old).strip() for part in split_unescaped(self.value, separator)]

    @property
    def only_types(self) -> bool:
        """Whether it has no parameter but TYPE."""
        count = len(self.params)
        return not count or (count == 1 and "TYPE" in self.params)

    @property
    def types(self) -> tuple[str, ...]:
        """The TYPE parameter's values in small letters."""
        kinds = self.params.get("TYPE")
        return _lower(kinds) if kinds else ()

    def param(self, name: str) -> str:
        return ",".join(self.params.get(name, ()))

    @property
    def kept(self) -> str:
        """The property as a line for the return trip: unfolded, in Unicode, in the escapes of 3.0 and 4.0."""
        if not self.old and self.data is None and "ENCODING" not in self.params and "\n" not in self.raw:
            return self.raw
        value = self.value
        if self.data is not None:
            value = binascii.b2a_base64(self.data, newline=False).decode("ascii")
        elif self.old:
            value = re.sub(r"\\(?![;,:])", r"\\\\", value).replace("\\:", ":")
        value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
        params = {name: values for name, values in self.params.items() if name not in ("ENCODING", "CHARSET")}
        if self.data is not None:
            params["ENCODING"] = ("b",)
        return head_text(self.group, self.name, params) + ":" + value


@lru_cache(maxsize=512)
def _lower(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kind.lower() for kind in kinds)


# ---------------------------------------------------------------------------------------------------------------------
# Text


_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_OLD_ESCAPE = re.compile(r"\\([;,:])")


def unescape(value: str, *, old: bool = False) -> str:
    """The text of an escaped value. Version 2.1 (`old`) knows no escapes but those of separators."""
    if old:
        return _OLD_ESCAPE.sub(r"\1", value)
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def escape(text: str) -> str:
    """A text as a value, or a part of one, of versions 3.0 and 4.0."""
    return plain_escape(text).replace(",", "\\,").replace(";", "\\;")


def plain_escape(text: str) -> str:
    """As `escape`, for values that are no lists and have no parts, as addresses on the web."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def split_unescaped(value: str, separator: str) -> list[str]:
    """The parts of an escaped value, each still escaped."""
    pattern = _PART[separator]
    parts, start = [], 0
    while True:
        found = pattern.match(value, start)
        end = found.end() if found else len(value)
        parts.append(value[start:end])
        if end >= len(value):
            return parts
        start = end + 1


_PART = {mark: re.compile(rf"(?:[^{mark}\\]|\\.?)*+", re.DOTALL) for mark in (";", ",")}


# ---------------------------------------------------------------------------------------------------------------------
# Heads: group, name, parameters


_QUOTED_HEAD = re.compile(r'((?:[^:"]|"[^"]*")*+):')
_NAME = re.compile(r"(?:([\w-]+)\.)?([\w-]+)", re.ASCII)
_ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B"}
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}


def _halves(text: str) -> tuple[str, str] | None:
    """What stands before and after the colon that ends the head."""
    head, colon, value = text.partition(":")
    if '"' in head and (found := _QUOTED_HEAD.match(text)):
        return found[1], text[found.end() :]
    return (head, value) if colon else None


def _quoted_split(text: str, separator: str) -> list[str]:
    if '"' not in text:
        return text.split(separator)
    parts, start, quoted = [], 0, False
    for place, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == separator and not quoted:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


@lru_cache(maxsize=2048)
def _head(text: str) -> tuple[str, str, Params] | None:
    """Group, name in capitals, parameters; None when there is no name. Heads repeat from card to card: remembered."""
    first, *rest = _quoted_split(text, ";")
    found = _NAME.fullmatch(first.strip())
    if found is None:
        return None
    params: Params = {}
    for part in rest:
        if custom := _ANDROID_LABEL.fullmatch(part.strip()):
            params["X-CUSTOM"] = (_android_label(custom[1]),)
            continue
        name, equals, value = part.partition("=")
        name = name.strip().upper()
        if not equals:
            if not name:
                continue
            value = part.strip()
            name = "ENCODING" if name in _ENCODINGS else "VALUE" if name in ("INLINE", "URL", "CID") else "TYPE"
        values = [_param_value(one) for one in _quoted_split(value, ",")]
        if name == "TYPE":
            values = [one for quoted in values for one in quoted.split(",")]
        params[name] = params.get(name, ()) + tuple(one for one in values if one)
    return found[1] or "", found[2].upper(), params


_ANDROID_LABEL = re.compile(r"X-CUSTOM\((.*)\)", re.IGNORECASE | re.DOTALL)
"""How Android writes a label of the user's own in 2.1: the word, or how it is encoded and then the word."""
_ANDROID_ENCODED = re.compile(r"(?:CHARSET=([^,]*),)?ENCODING=QUOTED-PRINTABLE,(.*)", re.IGNORECASE | re.DOTALL)


def _android_label(text: str) -> str:
    found = _ANDROID_ENCODED.fullmatch(text)
    if found is None:
        return text.strip()
    octets = binascii.a2b_qp(found[2].encode("utf-8"))
    try:
        return octets.decode(found[1] or "utf-8").strip()
    except (LookupError, UnicodeDecodeError):
        return octets.decode("cp1252", "replace").strip()


def _param_value(text: str) -> str:
    bare = text.strip().strip('"')
    return re.sub(r"\^[n'^]", lambda found: _CARETS[found[0]], bare) if "^" in bare else bare


def head_text(group: str, name: str, params: Params) -> str:
    """A head as it is written, parameters quoted and with carets (RFC 6868) where they must be."""
    out = [f"{group}.{name}" if group else name]
    for key, values in params.items():
        out.append(f"{key}=" + ",".join(_param_text(value) for value in values))
    return ";".join(out)


def _param_text(value: str) -> str:
    value = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{value}"' if any(mark in value for mark in ":;, ") else value


# ---------------------------------------------------------------------------------------------------------------------
# Reading


_ENCODED = re.compile(rb"[^:]*?(?:(QUOTED-PRINTABLE)|(?:BASE64|ENCODING=\"?B\"?(?=[;:])))", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"[ \t]*[A-Za-z0-9+/=]+[ \t]*")
_CHARSET = re.compile(rb"CHARSET=\"?([\w-]+)", re.IGNORECASE)
_NEXT_PROPERTY = re.compile(
    rb"(?:[\w-]+\.)?(?:BEGIN|END|VERSION|FN|N|TEL|EMAIL|ADR|ORG|TITLE|ROLE|URL|NOTE|BDAY|PHOTO|UID|REV|X-[A-Z0-9-]+)[;:]",
    re.IGNORECASE,
)
_LOOSE_TEXT = ("NOTE",)
_FOLDED = (b" ", b"\t")
_TELLING = ("VERSION", "BEGIN")
_EXCERPT = 60


def content_lines(
    data: bytes, problems: list[Problem], on_progress: Callable[[int, int], None] | None = None
) -> Iterator[Line]:
    """Every property of a file in turn; what is none becomes a problem. `on_progress` hears lines done and all."""
    decode = _Decoding(data := _as_utf8(data))
    physical = data.splitlines()
    total = len(physical)
    old = False
    at = 0
    while at < total:
        raw, number = physical[at], at + 1
        at += 1
        if on_progress and number % 2000 < 2:
            on_progress(number, total)
        colon = raw.find(b":")
        plain = _plain_head(raw[:colon]) if colon > 0 else None
        if plain and b"\x1b" not in raw and not (at < total and _goes_on(plain[1], physical[at])):
            # Most lines are like this. All that follows is for the others, and comes to the same for these.
            try:
                text = raw.decode()
            except UnicodeDecodeError:
                pass
            else:
                value = text[colon + 1 :]
                if plain[1] in _TELLING:
                    old = _is_old(plain[1], value, old)
                yield Line(number, plain, value, text, old=old)
                continue
        if not raw.strip(b" \t\0"):
            continue
        encoding = _encoding(raw[: raw.find(b":") + 1])
        if encoding == "text":
            while at < total and raw.rstrip().endswith(b"=") and not _soft_break_is_false(raw, physical[at]):
                raw = raw.rstrip()[:-1] + physical[at]
                at += 1
                while at < total and physical[at][:1] in (b" ", b"\t") and not raw.rstrip().endswith(b"="):
                    raw += physical[at][1:]
                    at += 1
        elif at < total and physical[at][:1] in (b" ", b"\t"):
            chunks = [raw]
            # Version 2.1 folds at white space and means it to stay; later versions fold anywhere and mean it to go.
            start = 0 if old else 1
            while at < total and physical[at][:1] in (b" ", b"\t"):
                chunks.append(physical[at][start:])
                at += 1
            raw = b"".join(chunks)
            encoding = encoding or _encoding(raw[: raw.find(b":") + 1])
        if encoding == "octets":
            chunks = [raw]
            while at < total and _BASE64_LINE.fullmatch(physical[at]):
                chunks.append(physical[at])
                at += 1
            raw = b"".join(chunks)
        raw = raw.lstrip(b" \t")
        # ISO-2022-JP looks like ASCII but for its escapes.
        text = raw.decode("ascii") if raw.isascii() and b"\x1b" not in raw else decode(raw)
        halves = _halves(text)
        head = _head(halves[0]) if halves else None
        if halves is None or head is None:
            problems.append(Problem(number, say("This line is no property."), text[:_EXCERPT]))
            continue
        value = halves[1]
        old = _is_old(head[1], value, old)
        line = Line(number, head, value, text, old=old)
        if encoding == "text" and "ENCODING" in head[2]:
            octets = raw.partition(b":")[2] if '"' not in halves[0] else value.encode()
            line.value = decode(binascii.a2b_qp(octets), line.param("CHARSET")).replace("\r\n", "\n")
        elif encoding == "octets" and "ENCODING" in head[2]:
            line.data = _from_base64(value)
            if line.data is None:
                problems.append(Problem(number, say("What is enclosed here cannot be read."), text[:_EXCERPT]))
                continue
        elif head[1] in _LOOSE_TEXT:
            # A note whose line breaks were written as they are: its further lines have no colon to name a property.
            while at < total and physical[at].strip() and b":" not in physical[at]:
                more = decode(physical[at].strip())
                line.value += "\n" + more
                line.raw += "\\n" + more
                at += 1
        yield line
    if on_progress:
        on_progress(total, total)


def parse_line(text: str) -> Line | None:
    """A kept line as a property, or None when it is none."""
    halves = _halves(text)
    head = _head(halves[0]) if halves else None
    if halves is None or head is None:
        return None
    line = Line(0, head, halves[1], text)
    if line.param("ENCODING").upper() in ("B", "BASE64"):
        line.data = _from_base64(halves[1])
    return line


@lru_cache(maxsize=2048)
def _plain_head(head: bytes) -> tuple[str, str, Params] | None:
    """A head after which the value stands as it is meant, without an encoding or charset; None for any other."""
    if (
        not head.isascii()
        or b'"' in head
        or head[:1] in _FOLDED
        or b"CHARSET" in head.upper()
        or _encoding(head + b":")
    ):
        return None
    return _head(head.decode("ascii"))


def _goes_on(name: str, following: bytes) -> bool:
    """Whether a property goes on in the line that follows: folded, or a note with breaks as they were written."""
    return following.startswith(_FOLDED) or (name in _LOOSE_TEXT and b":" not in following)


def _is_old(name: str, value: str, old: bool) -> bool:
    """Whether the rules of version 2.1 hold from this property on."""
    if name == "VERSION":
        return value.strip().startswith("2")
    return old and name != "BEGIN"


@lru_cache(maxsize=2048)
def _encoding(head: bytes) -> str:
    """What a head says its value is: "text" in quoted-printable, "octets" in base64, or '' for plain."""
    found = _ENCODED.match(head)
    if found is None:
        return ""
    return "text" if found[1] else "octets"


def _soft_break_is_false(raw: bytes, following: bytes) -> bool:
    """Whether "=" at the end of a line is no soft break, because another property follows (cut-off files have that)."""
    return following[:10].upper() in (b"END:VCARD", b"BEGIN:VCAR") or (
        len(raw) < 60 and _NEXT_PROPERTY.match(following) is not None
    )


def _from_base64(value: str) -> bytes | None:
    squeezed = re.sub(r"[\s\\]+", "", value)
    try:
        found = binascii.a2b_base64(squeezed + "=" * (-len(squeezed) % 4), strict_mode=True)
    except (binascii.Error, ValueError):
        return None
    return found or None


def data_uri(value: str) -> tuple[str, bytes] | None:
    """Media type and octets of a data: URI (RFC 2397), or None when it is none or cannot be read."""
    if value[:5].lower() != "data:":
        return None
    head, comma, body = value[5:].partition(",")
    if not comma:
        return None
    media_type, *params = head.split(";")
    if any(param.strip().lower() == "base64" for param in params):
        from urllib.parse import unquote

        found = _from_base64(unquote(body))
        return None if found is None else (media_type.strip().lower(), found)
    from urllib.parse import unquote_to_bytes

    return media_type.strip().lower(), unquote_to_bytes(body)


def _as_utf8(data: bytes) -> bytes:
    """The file without a byte order mark, and out of UTF-16 where it is that."""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:]
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and len(data) % 4 == 0:
        return data.decode("utf-32", "replace").encode("utf-8", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    if data[:200].count(b"\0") > len(data[:200]) // 3:
        order = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return data.decode(order, "replace").encode("utf-8", "replace")
    return data


_TRUSTED_LESS = {"", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252"}


class _Decoding:
    """Octets to text: by what is declared, as UTF-8, or as the whole file seems to be written."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._guess = ""

    def __call__(self, octets: bytes, charset: str = "") -> str:
        if not charset and b"CHARSET=" in octets[:80].upper():
            declared = _CHARSET.search(octets[:80])
            charset = declared[1].decode("ascii") if declared else ""
        charset = charset.strip().lower()
        # UTF-8 hardly ever comes about by accident, and western charsets are often declared wrongly: it goes first.
        if charset in _TRUSTED_LESS:
            try:
                return octets.decode("utf-8")
            except UnicodeDecodeError:
                pass
        for name in (charset, self._guessed()):
            try:
                return octets.decode("cp1252" if name in _TRUSTED_LESS else name)
            except (UnicodeDecodeError, LookupError, ValueError):
                continue
        return octets.decode("latin-1")

    def _guessed(self) -> str:
        if not self._guess:
            self._guess = guess_encoding(self._data)
        return self._guess


_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_WORDS = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_NO_WESTERN_LETTERS = re.compile(rb"[\x81-\x84\x86-\x89\x8b\x8d\x8f\x90\x98\x99\x9b\x9d]")
_THREE_BEYOND_ASCII = re.compile(rb"[\x80-\xff]{3}")
# What the western code page has "³", "¹", "¿", "£" and "¯" for.
_POLISH_LETTERS = re.compile(rb"(?:(?<=[A-Za-z\x80-\xff])[\xb3\xb9\xbf]|[\xa3\xaf])(?=[a-z\x80-\xff])")
_ENOUGH = 200
_FOREIGN = 0.6
"""From this share of octets beyond ASCII on, of words that have any, a text is in no Latin script: western words have a
quarter, Polish and Czech ones a third; of Japanese in Shift JIS it is three quarters, of other scripts nearly all."""


def guess_encoding(data: bytes) -> str:
    """The encoding of text that is not UTF-8, by its looks; cp1252 where nothing can be told.

    Only another script is told for sure from a few words. Among the Latin ones a guess is as often wrong as right where
    there is little text, and the western code page is the one in use; but for DOS, whose letters it has no letters for.
    """
    from charset_normalizer import from_bytes

    # Only lines beyond ASCII tell anything, and little is needed; where a file is in two encodings, UTF-8 is not it.
    lines = (line for line in data.splitlines() if not line.isascii() and len(line) < 2000)
    telling = b"\n".join(line for line in islice(lines, 1000) if not _is_utf8(line))[:20000]
    words = _WORDS.findall(telling)
    beyond = sum(len(_BEYOND_ASCII.findall(word)) for word in words)
    best = from_bytes(telling, cp_exclusion=["utf_7"]).best() if words else None
    guessed = "cp1252" if best is None or best.encoding in ("ascii", "latin_1") else best.encoding
    if _THREE_BEYOND_ASCII.search(telling) and beyond >= _FOREIGN * sum(map(len, words)):
        return guessed
    if sum(len(_NO_WESTERN_LETTERS.findall(word)) for word in words) > beyond / 2:
        return "cp850"
    if len(_POLISH_LETTERS.findall(telling)) > 1:
        return "cp1250"
    return guessed if guessed == "cp1254" and len(telling) >= _ENOUGH else "cp1252"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# ---------------------------------------------------------------------------------------------------------------------
# Writing


def folded(line: str) -> bytes:
    """A line as it stands in a file: at most 75 octets before each CRLF, no character cut apart (RFC 6350, 3.2)."""
    octets = line.encode("utf-8", "replace")
    if len(octets) <= 75:
        return octets + b"\r\n"
    out, start, room = [], 0, 75
    while start < len(octets):
        end = min(start + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        out.append(octets[start:end])
        start, room = end, 74
    return b"\r\n ".join(out) + b"\r\n"
