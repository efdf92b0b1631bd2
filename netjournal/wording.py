"""Sentences the core says to a user, kept so that the window can say them in another language.

The core writes English. A `Said` *is* that English text, and remembers the template and the values it was made of, so
that whoever shows it may translate the template and fill it again. The command line prints it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self


class Said(str):
    """An English sentence that remembers its template (`"{name} turns {n}"`) and the values filled in."""

    __slots__ = ("args", "template")
    template: str
    args: dict[str, object]

    def __new__(cls, template: str, args: dict[str, object]) -> Self:
        """Fill the template; a template without arguments is taken literally, braces and all."""
        made = super().__new__(cls, template.format(**args) if args else template)
        made.template = template
        made.args = args
        return made

    def __reduce__(self) -> tuple[type[Said], tuple[str, dict[str, object]]]:
        """Pickle and copy by parts, so that a sentence crosses a thread or a process whole."""
        return Said, (self.template, self.args)

    def through(self, translate: Callable[[str], str]) -> str:
        """The sentence with its template (and those of sentences inside it) passed through `translate`."""
        inner = {k: v.through(translate) if isinstance(v, Said) else v for k, v in self.args.items()}
        template = translate(self.template)
        return template.format(**inner) if inner else template


def say(template: str, /, **args: object) -> Said:
    """A sentence for the user: a literal template and its values by name."""
    return Said(template, args)


def count(n: int, one: str, many: str, /, **args: object) -> Said:
    """A sentence whose wording depends on a number: `count(3, "{n} person", "{n} people")`."""
    return Said(one if n == 1 else many, {"n": n, **args})


def listed(names: Sequence[str]) -> Said:
    """One or several in a row: "a", "a and b", "a, b and c"."""
    *before, last = names
    if not before:
        return say("{one}", one=last)
    these = before[0]
    for one in before[1:]:
        these = say("{these}, {one}", these=these, one=one)
    return say("{these} and {one}", these=these, one=last)
