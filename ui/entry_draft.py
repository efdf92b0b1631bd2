"""A draft of an entry as text and back, so that a form left unfinished is there again after a restart."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from netjournal import model
from netjournal.model import EntryDraft


def pack(draft: EntryDraft) -> str:
    """The draft as JSON."""
    return json.dumps(_plain(draft), ensure_ascii=False)


def unpack(text: str) -> EntryDraft | None:
    """The draft, or None if the text is none (or was written by another version)."""
    try:
        made = _made(json.loads(text), EntryDraft)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError):
        return None
    return made if isinstance(made, EntryDraft) else None


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {"is": type(value).__name__, **{f.name: _plain(getattr(value, f.name)) for f in fields(value)}}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value


def _made(value: Any, wanted: Any) -> object:
    if value is None:
        return None
    if isinstance(value, dict):
        kind = cast("type[Any]", getattr(model, value["is"]))
        hints = get_type_hints(kind)
        return kind(**{name: _made(part, hints[name]) for name, part in value.items() if name != "is"})
    if get_origin(wanted) in (Union, UnionType):
        wanted = next(one for one in get_args(wanted) if one is not type(None))
    if isinstance(value, list):
        return tuple(_made(one, get_args(wanted)[0]) for one in value)
    if wanted is date:
        return date.fromisoformat(value)
    if wanted is Decimal:
        return Decimal(value)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(value)
    return value
