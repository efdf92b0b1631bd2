"""Every text a user sees can be translated, and English has its plurals."""

import ast
import importlib.util
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources" / "translations" / "netjournal_en.ts"

MADE_ELSEWHERE = {
    # The words of the closed vocabularies, which are found where they are listed.
    ("netjournal/model.py", "say(self.value.replace('_', ' '))"),
    # What say(), count() and translated() themselves do.
    ("netjournal/wording.py", "Said(template, args)"),
    ("netjournal/wording.py", "Said(one if n == 1 else many, {'n': n, **args})"),
    ("ui/words.py", "QCoreApplication.translate(context, text)"),
    # The titles of PAGES and ROOMS, and the words of _WORDS and STEPS, marked there.
    ("ui/window.py", "self.tr(title)"),
    ("ui/guide.py", "translated('Guide', step.title)"),
    ("ui/guide.py", "translated('Guide', step.words)"),
    ("ui/learning.py", "translated('LearningPage', title)"),
    ("ui/offerings_known.py", "translated('WhoKnows', _WORDS[knows])"),
    # Passed through tr() where it was raised.
    ("ui/person_forms.py", "say(str(error))"),
}

SHOWS = re.compile(
    r"(Label|Badge|LineText|EmptyPane|Column|QAction|SearchField|QCheckBox|QPushButton|QMenu|QGroupBox|QRadioButton"
    r"|button|icon_button|setText|setToolTip|setStatusTip|setAccessibleName|setAccessibleDescription"
    r"|setPlaceholderText|setWindowTitle|setTitle|setInformativeText|addAction|addMenu|addItem|tell)$"
)
PROSE = re.compile(r"[A-Z]?[a-z]+( [\w&]+)*[.…:!?]|[A-Z][a-z]+( [\w&]+)*|[a-z]+( [a-z]+)+")
NOT_PROSE = re.compile(r"(Ctrl|Alt|Shift)\+.*|Del|Esc|Pg(Up|Down)|Home|End|Return|small strong")


@pytest.fixture(scope="module")
def translations():
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["translations"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["translations"]


@pytest.fixture(scope="module")
def found(translations):
    return translations.messages(ROOT)


def catalogue(path):
    """(context, text) → what stands there: the forms of a plural, or the one translation."""
    return {
        (context.findtext("name"), message.findtext("source")): [
            form.text or "" for form in message.find("translation").iter("numerusform")
        ]
        or [message.findtext("translation") or ""]
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
        if message.find("translation").get("type") != "vanished"
    }


def sources(folder):
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_every_plural_has_both_its_forms_in_english(found):
    plurals = {(message.context, message.text) for message in found if message.plural}
    english = catalogue(CATALOGUE)
    assert plurals - english.keys() == set(), "make translations, and give their forms"
    assert english.keys() - plurals == set(), "make translations"
    assert len(plurals) > 20
    for (context, text), forms in english.items():
        assert len(forms) == 2, (context, text)
        assert all(forms), f"{context}: “{text}” lacks a form in {CATALOGUE.name}"
        assert forms[1] == text


def test_the_singular_is_not_the_plural(found):
    for (context, text), (one, _) in catalogue(CATALOGUE).items():
        assert not re.search(r"%n (people|entries|days|files|lines|attempts|open asks|others|results)\b", one), context
        assert set(re.findall(r"\{\w*\}", one)) == set(re.findall(r"\{\w*\}", text)), context


def test_a_text_with_a_number_is_a_plural(found):
    assert [message for message in found if ("%n" in message.text) != message.plural] == []


def test_a_class_with_plurals_has_no_other_made_of_it(found):
    """Qt looks for a plural in the context of the newest class alone, and takes it from nowhere else."""
    with_plurals = {message.context for message in found if message.plural}
    derived = [
        (path, node.name)
        for path, tree in sources("ui")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if ast.unparse(base).split(".")[-1] in with_plurals
    ]
    assert derived == []


def test_what_is_said_is_written_where_it_is_said(translations):
    assert {*map(tuple, translations.made(ROOT))} - MADE_ELSEWHERE == set()


def test_the_core_says_one_and_many(found):
    core = {message.text for message in found if message.context == "core"}
    forms = [
        [ast.literal_eval(text) for text in node.args[1:3]]
        for _, tree in sources("netjournal")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "count"
    ]
    assert len(forms) > 10
    for one, many in forms:
        assert one
        assert many
        assert {one, many} <= core


def test_the_words_of_the_core_are_found(found):
    from netjournal.model import AskState, CameFirst, EntryKind, KnownBy

    core = {message.text for message in found if message.context == "core"}
    for word in (*AskState, *EntryKind, *KnownBy, *CameFirst):
        assert word.said.template in core


def test_the_titles_of_the_pages_are_found(found):
    from ui.window import PAGES

    assert {("Window", title) for _, title, *_ in PAGES} <= {(m.context, m.text) for m in found}


def shown_as_it_is(tree):
    """Literal prose handed to what shows it, without tr()."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and SHOWS.match(ast.unparse(node.func).split(".")[-1]):
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                for part in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        text = part.value
                    elif isinstance(part, ast.JoinedStr):
                        text = "".join(p.value if isinstance(p, ast.Constant) else "" for p in part.values)
                        text = text.strip(" .,:")
                    else:
                        continue
                    if PROSE.fullmatch(text) and not NOT_PROSE.fullmatch(text):
                        yield part.lineno, text


def test_nothing_is_shown_that_cannot_be_translated():
    assert [(path, *line) for path, tree in sources("ui") for line in shown_as_it_is(tree)] == []


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ('Label(self.tr("New entry"), "small")', False),
        ('button(self.tr("Save"), save, key="Ctrl+Return")', False),
        ('box.setText(f"{name} · {day}")', False),
        ('Label("New entry")', True),
        ('button("Save", save)', True),
        ('box.setToolTip("What came of it?" if asked else "")', True),
        ('box.setText(f"Written by {name}.")', True),
    ],
)
def test_the_rule_on_what_is_shown_sees_what_it_forbids(written, wrong):
    assert bool(list(shown_as_it_is(ast.parse(written)))) is wrong


SAYS = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QLocale, QObject
import ui.words
from netjournal.wording import count

class PeoplePage(QObject):
    pass

ui.words.resource = lambda name: Path(sys.argv[1])
QLocale.setDefault(QLocale(sys.argv[2]))
app = QCoreApplication([])
ui.words.speak(app)
sys.stdout.reconfigure(encoding="utf-8")
page = PeoplePage()
print([page.tr("%n people", "", n) for n in (0, 1, 2)], ui.words.told(count(1, "{n} person", "{n} people")))
"""


@pytest.fixture
def compiled(tmp_path):
    """The catalogues as they are compiled, beside one begun for German with two of its texts translated."""
    (tmp_path / CATALOGUE.name).write_bytes(CATALOGUE.read_bytes())
    begin = """
import runpy, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import translations
translations.CATALOGUES = Path(sys.argv[2])
sys.argv[1:] = ["de"]
translations.main()
"""
    subprocess.run([sys.executable, "-c", begin, str(ROOT / "packaging"), str(tmp_path)], check=True, timeout=60)
    german = tmp_path / "netjournal_de.ts"
    tree = ET.parse(german)
    for context in tree.getroot().iter("context"):
        for message in context.iter("message"):
            if (context.findtext("name"), message.findtext("source")) == ("core", "{n} person"):
                message.find("translation").text = "{n} Mensch"
                del message.find("translation").attrib["type"]
            if (context.findtext("name"), message.findtext("source")) == ("PeoplePage", "%n people"):
                for form, text in zip(message.iter("numerusform"), ("%n Mensch", "%n Menschen"), strict=True):
                    form.text = text
                del message.find("translation").attrib["type"]
    tree.write(german, encoding="utf-8", xml_declaration=True)
    prepare = ROOT / "packaging" / "setup" / "prepare.py"
    compile_all = "import runpy, sys; from pathlib import Path; p = runpy.run_path(sys.argv[1], run_name='prepare')"
    compile_all += (
        "; import PySide6; p['prepare_translations'](Path(PySide6.__file__).parent.parent, Path(sys.argv[2]))"
    )
    for _ in range(2):  # the second time there is nothing to do, and nothing is said
        done = subprocess.run(
            [sys.executable, "-c", compile_all, str(prepare), str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert (done.stdout, done.stderr) == ("", "")
    return tmp_path


def says(folder, language):
    done = subprocess.run(
        [sys.executable, "-c", SAYS, str(folder), language],
        capture_output=True,
        check=True,
        timeout=60,
        cwd=ROOT,
    )
    return done.stdout.decode("utf-8").strip()


def test_no_text_names_a_key_or_a_place_as_only_one_system_does(found):
    """Keys come through `key_name`, the place for icons through `tray_name`: a Mac calls both otherwise."""
    texts = [re.sub(r"\{\w+\}", "", message.text) for message in found]
    assert [text for text in texts if re.search(r"\b(Ctrl|Alt|Meta|⌘)\b", text)] == []
    where_there_is_none = "This desktop has no tray"
    assert [
        t for t in texts if re.search(r"\btray\b", t) and t != "tray" and not t.startswith(where_there_is_none)
    ] == []


def test_a_new_language_is_begun_with_every_text(compiled, found):
    german = catalogue(compiled / "netjournal_de.ts")
    assert german.keys() == {(message.context, message.text) for message in found}


def test_the_program_speaks_the_language_of_the_system_and_english_otherwise(compiled):
    english = "['0 people', '1 person', '2 people'] 1 person"
    assert says(compiled, "en_GB") == english
    assert says(compiled, "C") == english
    assert says(compiled, "fr_FR") == english
    assert says(compiled, "de_AT") == "['0 Menschen', '1 Mensch', '2 Menschen'] 1 Mensch"


def test_the_tests_and_the_program_find_what_is_compiled():
    compiled = CATALOGUE.with_suffix(".qm")
    assert compiled.is_file(), "make setup"
    assert compiled.stat().st_mtime_ns >= CATALOGUE.stat().st_mtime_ns, "make setup"
