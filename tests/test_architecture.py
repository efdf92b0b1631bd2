"""The rules of the house, read from the source: who may import whom, and what is never done."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
QT = {"PySide6", "shiboken6"}
DATABASE = {"peewee", "playhouse", "sqlite3"}
PURE = (
    "model",
    "days",
    "names",
    "known_names",
    "capture",
    "agenda",
    "insights",
    "matching",
    "introducing",
    "errors",
    "wording",
    "exchange",
)
READS_THE_CLOCK = {"ui/app.py", "ui/__main__.py", "netjournal/cli.py"}
CLOCK = {
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.localtime"),
    *("QDate.currentDate", "QTime.currentTime", "QDateTime.currentDateTime", "QDateTime.currentDateTimeUtc"),
}
NAMES_THAT_SAY_NOTHING = {"util", "utils", "manager", "managers", "helper", "helpers", "base", "common", "misc"}
TOP = {
    *("netjournal", "ui", "resources", "tests", "packaging", "docs"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml"),
    *(".ci", ".github", ".gitignore", ".gitattributes", ".editorconfig", ".pre-commit-config.yaml"),
}


class Source(NamedTuple):
    """A module of the program, and its path as rules name it."""

    path: str
    tree: ast.Module


def sources(*folders: str) -> list[Source]:
    return [
        Source(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Every module that a source imports at any depth, with its line; relative ones made absolute."""
    package = source.path.removesuffix(".py").removesuffix("/__init__").split("/")
    if not source.path.endswith("__init__.py"):
        package.pop()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*parents, *([node.module] if node.module else [])])
            yield node.lineno, module
            # `from netjournal import store` imports a module too.
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def importing(folder: str, forbidden: set[str], *, but: str = " ") -> list[str]:
    """Where the sources under a folder (except those under `but`) import any of these modules or what is in them."""
    return [
        f"{source.path}:{line} imports {module}"
        for source in sources(folder)
        if not source.path.startswith(but)
        for line, module in imports(source)
        if any(module == name or module.startswith(f"{name}.") for name in forbidden)
    ]


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name it is written with, as far as it is one: `self.tr`, `datetime.date.today`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            yield node, ast.unparse(node.func)


def test_the_journal_knows_no_qt():
    assert importing("netjournal", QT) == []


def test_the_journal_never_imports_the_window():
    assert importing("netjournal", {"ui"}) == []


def test_the_window_knows_no_database():
    assert importing("ui", DATABASE) == []


def test_only_the_store_speaks_to_the_database():
    assert importing("netjournal", DATABASE, but="netjournal/store") == []


def test_what_only_works_things_out_knows_no_store():
    found = [
        line
        for line in importing("netjournal", {"netjournal.store"})
        if re.match(rf"netjournal/({'|'.join(PURE)})\b", line)
    ]
    assert found == []


def test_nothing_in_the_window_moves_by_itself():
    """So that who asks their system for less motion needs to ask nothing of this program."""
    moving = {"QAbstractAnimation", "QPropertyAnimation", "QVariantAnimation", "QTimeLine", "QAnimationGroup"}
    modules = {f"PySide6.QtCore.{name}" for name in moving} | {"PySide6.QtWidgets.QScroller", "PySide6.QtGui.QMovie"}
    assert importing("ui", modules) == []
    busy = [
        f"{source.path}:{call.lineno}"
        for source in sources("ui")
        for call, name in calls(source)
        if name.endswith(".setRange") and [ast.unparse(argument) for argument in call.args] == ["0", "0"]
    ]
    assert busy == []


def test_the_clock_is_passed_in():
    found = [
        f"{source.path}:{call.lineno} calls {name}()"
        for source in sources("netjournal", "ui")
        if source.path not in READS_THE_CLOCK
        for call, name in calls(source)
        if ".".join(name.split(".")[-2:]) in CLOCK
    ]
    assert found == []


def puts_together(argument: ast.expr) -> bool:
    """Whether an expression makes its text when it runs, so that no translation can be found for it."""
    return any(
        isinstance(node, (ast.JoinedStr, ast.BinOp))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format")
        for node in ast.walk(argument)
    )


def test_what_is_translated_is_written_whole():
    templates = {"tr": 0, "say": 0, "translate": 1}  # which argument is the template
    found = [
        f"{source.path}:{call.lineno} {ast.unparse(call)}"
        for source in sources("netjournal", "ui")
        for call, name in calls(source)
        for position in [templates.get(name.split(".")[-1])]
        if position is not None and len(call.args) > position and puts_together(call.args[position])
    ]
    assert found == []


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ('say("Ana")', False),
        ('say("{name} " "and others", name=who)', False),
        ('say(f"{who}")', True),
        ('say("%s" % who)', True),
        ('say("{}".format(who))', True),
        ('say("Dear " + who)', True),
    ],
)
def test_the_rule_on_translation_sees_what_it_forbids(written, wrong):
    assert puts_together(ast.parse(written).body[0].value.args[0]) is wrong


def test_module_names_say_what_is_in_them():
    found = [
        source.path
        for source in sources("netjournal", "ui", "tests", "packaging")
        if NAMES_THAT_SAY_NOTHING & set(re.split(r"[/._]", source.path.removesuffix(".py")))
    ]
    assert found == []


def test_no_package_is_called_packaging():
    """`packaging/` holds scripts: as a package it would stand in the way of the library of that name."""
    assert list((ROOT / "packaging").glob("__init__.py*")) == []


def test_every_module_says_what_it_is_for():
    found = [
        source.path
        for source in sources("netjournal", "ui", "packaging")
        if source.tree.body and not ast.get_docstring(source.tree)
    ]
    assert found == []


def test_pins_name_versions_and_no_addresses():
    for path in sorted((ROOT / "packaging").rglob("requirements*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "://" not in line, f"{path.name}: {line}"
            assert re.match(r"#|$|[\w.-]+==[\w.]+(; .+)?$", line), f"{path.name}: {line}"


def test_the_tree_holds_only_what_it_should():
    git = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if git.returncode or not git.stdout:
        pytest.skip("not a git checkout")
    assert {path.split("/")[0] for path in git.stdout.split("\0") if path} - TOP == set()


def test_the_changelog_begins_with_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == project["version"]


def test_the_program_says_the_same_version():
    import netjournal

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert netjournal.__version__ == project["version"]


def test_five_thousand_signals_do_not_end_the_program():
    """PySide6 6.12.0 loses a reference to True at each emit: on Python 3.11 the process soon aborts."""
    program = """
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rung = Signal()

bell, heard = Bell(), []
bell.rung.connect(lambda: heard.append(1))
for _ in range(5000):
    bell.rung.emit()
print(len(heard))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "5000"), run.stderr
