"""Frozen, slotted dataclasses that are quick to make.

A hundred of them stand between the start of the program and its first page, and the standard decorator takes a
millisecond for each, nearly all of it for methods compiled anew for every class. Here only `__init__` is, when the
first of its kind is made; equality, hash and representation are three functions that all records share. What reads the
code (the type checker above all) sees the standard decorator, and holds nobody to less: a record is not to be changed,
and at run time has no place for an attribute it does not declare. `dataclasses.replace`, `fields` and `asdict` work
on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from operator import attrgetter

    def dataclass(*, frozen: bool = False, slots: bool = False) -> Any:
        """As `dataclasses.dataclass` with these two arguments."""

        def record(cls: type) -> type:
            made = dataclasses.dataclass(cls, init=False, repr=False, eq=False, slots=slots)
            if "__init__" not in cls.__dict__:
                made.__init__ = _first_init(made)
            names = [f.name for f in dataclasses.fields(made) if f.compare]
            setattr(made, "_values", _reader(names))  # noqa: B010 - it is a class of anybody's
            for method in (__eq__, __hash__, __repr__):
                if method.__name__ not in cls.__dict__:
                    setattr(made, method.__name__, method)
            if not frozen:
                made.__hash__ = None
            return made

        return record

    def _first_init(cls: type) -> Any:
        """An `__init__` that is compiled, and takes this one's place, when it is first called."""

        def __init__(self: Any, *values: Any, **named: Any) -> None:  # noqa: N807
            own = {"__post_init__": cls.__post_init__} if hasattr(cls, "__post_init__") else {}
            fields = [(f.name, f.type, _again(f)) for f in dataclasses.fields(cls)]
            twin = dataclasses.make_dataclass(cls.__name__, fields, namespace=own, repr=False, eq=False)
            compiled = twin.__init__
            compiled.__qualname__ = f"{cls.__qualname__}.__init__"
            cls.__init__ = compiled
            compiled(self, *values, **named)

        return __init__

    def _again(f: Any) -> Any:
        """A field as it was declared."""
        return dataclasses.field(
            default=f.default, default_factory=f.default_factory, init=f.init, compare=f.compare, kw_only=f.kw_only
        )

    def _reader(names: list[str]) -> Any:
        if not names:
            return staticmethod(lambda _record: ())
        if len(names) == 1:
            (name,) = names
            return staticmethod(lambda record: (getattr(record, name),))
        return staticmethod(attrgetter(*names))

    def __eq__(self: Any, other: object) -> Any:  # noqa: N807 - it becomes a method
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self._values(self) == self._values(other)

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(self._values(self))

    def __repr__(self: Any) -> str:  # noqa: N807
        shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
        return f"{self.__class__.__qualname__}({shown})"
