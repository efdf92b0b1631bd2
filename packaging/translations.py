"""Keeps the catalogues of translations in step with the sources.

It hides where texts are found: those of the window in `tr()`, `translated()` and `marked()`, those of the
core in `say()` and `count()`, and the words of the closed vocabularies. All are written down as calls that lupdate
understands, which then merges them into `resources/translations/netjournal_*.ts`. (Read from the sources as they are,
lupdate knows neither the core nor, after a class within a class, where it is.)

    translations.py       update every catalogue; that of English holds plurals alone
    translations.py de    begin one for German, or go on with it
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "resources" / "translations"
CORE = "core"
"""The context of every sentence that the core says."""


class Message(NamedTuple):
    """A text to be translated: its context, the text, whether it varies with a number, and where it stands."""

    context: str
    text: str
    plural: bool
    where: str


class Made(NamedTuple):
    """A call whose text is not written there, so that no catalogue can hold it."""

    path: str
    call: str


class _Source(ast.NodeVisitor):
    """The messages of one module."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.classes: list[str] = []
        self.found: list[Message] = []
        self.made: list[Made] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.classes.append(node.name)
        if any(isinstance(base, ast.Name) and base.id == "Word" for base in node.bases):
            for line in node.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                    self._keep(CORE, str(line.value.value).replace("_", " "), False, line)
        self.generic_visit(node)
        self.classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        core = self.path.startswith("netjournal/")
        match node.func:
            case ast.Attribute(value=ast.Name(id="self"), attr="tr") if node.args and self.classes:
                self._read(node, self.classes[-1], node.args[:1], len(node.args) > 2)
            case ast.Attribute(attr="tr"):
                self.made.append(Made(self.path, ast.unparse(node)))
            case ast.Attribute(attr="translate" as name) | ast.Name(id="translated" | "marked" as name):
                if core or len(node.args) < 2:  # str.translate
                    return
                match node.args[0]:
                    case ast.Constant(value=str(context)) if context != CORE:
                        self._read(node, context, node.args[1:2], name == "translate" and len(node.args) > 3)
                    case ast.Constant():
                        pass  # found where the core says it
                    case _:
                        self.made.append(Made(self.path, ast.unparse(node)))
            case ast.Name(id="say") if node.args:
                self._read(node, CORE, node.args[:1], False)
            case ast.Name(id="count") if core:
                self._read(node, CORE, node.args[1:3], False)
            case ast.Name(id="Said") if node.args:
                self.made.append(Made(self.path, ast.unparse(node)))
            case _:
                pass

    def _read(self, call: ast.Call, context: str, texts: list[ast.expr], plural: bool) -> None:
        for text in texts:
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                self._keep(context, text.value, plural, call)
            else:
                self.made.append(Made(self.path, ast.unparse(call)))

    def _keep(self, context: str, text: str, plural: bool, node: ast.expr | ast.stmt) -> None:
        if text:
            self.found.append(Message(context, text, plural, f"{self.path}:{node.lineno}"))


def _read_all(root: Path) -> Iterator[_Source]:
    for folder in ("netjournal", "ui"):
        for path in sorted((root / folder).rglob("*.py")):
            source = _Source(path.relative_to(root).as_posix())
            source.visit(ast.parse(path.read_text(encoding="utf-8")))
            yield source


def messages(root: Path = ROOT) -> list[Message]:
    """Every text that can be translated, in the order of the sources."""
    return [message for source in _read_all(root) for message in source.found]


def made(root: Path = ROOT) -> list[Made]:
    """Every call that is given a text made elsewhere."""
    return [call for source in _read_all(root) for call in source.made]


def as_calls(found: list[Message]) -> str:
    """The messages as a module that lupdate can read."""
    unlike = dict.fromkeys((m.context, m.text, m.plural) for m in found)
    return "".join(
        f"translate({json.dumps(context)}, {json.dumps(text, ensure_ascii=False)}{', None, 1' * plural})\n"
        for context, text, plural in unlike
    )


def update(catalogue: Path, source: Path) -> None:
    """Let lupdate merge the messages into a catalogue, or begin it. What English no longer has is dropped at once."""
    language = catalogue.stem.removeprefix("netjournal_")
    command = ["-silent", "-locations", "none", "-source-language", "en", "-target-language", language]
    if language == "en":
        command += ["-pluralonly", "-no-obsolete"]
    lupdate = Path(sys.executable).with_name("pyside6-lupdate")
    subprocess.run([lupdate, source, *command, "-ts", catalogue], check=True)


def main() -> int:
    """Update what is there, and begin what is named."""
    languages = {path.stem.removeprefix("netjournal_") for path in CATALOGUES.glob("netjournal_*.ts")}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "messages.py"
        source.write_text(as_calls(messages()), encoding="utf-8")
        for language in sorted({"en", *languages, *sys.argv[1:]}):
            update(CATALOGUES / f"netjournal_{language}.ts", source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
