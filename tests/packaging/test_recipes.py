"""What can be known of the installers without making one."""

import ast
import configparser
import os
import re
import shutil
import sys
import sysconfig
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

import netjournal
from netjournal import cli
from netjournal.paths import SUFFIX

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"


@pytest.fixture(scope="module")
def build(script):
    return script("linux/build")


@pytest.fixture(scope="module")
def windows(script):
    return script("windows/build")


def imported() -> set[str]:
    """Every module that the program's own code imports, by its dotted name."""
    found = set()
    for file in [*(ROOT / "ui").rglob("*.py"), *(ROOT / "netjournal").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_nothing_is_left_out_that_the_program_imports(script):
    left_out = set(script("frozen").UNUSED)
    assert {name for name in imported() if name in left_out or name.split(".")[0] in left_out} == set()


def test_what_only_linux_imports_is_imported_where_linux_alone_comes(script):
    """The bus: on other systems these modules are not there, so nothing may need them when it is loaded."""
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in [*(ROOT / "ui").rglob("*.py"), *(ROOT / "netjournal").rglob("*.py")]
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        and any((node.module or "").startswith(name) for name in script("frozen").OF_LINUX)
    ]
    assert found == []


def test_every_package_brings_the_licences_of_its_parts(script, tmp_path):
    licences, frozen = script("licences"), script("frozen")
    text = frozen.licences().read_text(encoding="utf-8")
    listed = text.partition("=====")[0]
    for name in ("charset-normalizer", "Lucide", "nameparser", "peewee", "phonenumbers", "PySide6", "Python", "SQLite"):
        assert f"\n{name}" in listed
    assert "colorama" not in listed
    for words in (
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "PYTHON SOFTWARE FOUNDATION LICENSE",
        "Charles Leifer",
        "ISC License",
    ):
        assert words in text, words
    assert "colorama" in licences.pinned("win32")
    assert "jeepney" not in licences.pinned("win32")


def test_the_licence_is_found_in_a_wheel_too_and_asked_for_where_it_is_missing(script, tmp_path):
    licences = script("licences")
    wheel = tmp_path / "thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as held:
        held.writestr("thing/__init__.py", "")
        held.writestr(
            "thing-1.0.dist-info/METADATA",
            "Metadata-Version: 2.4\nName: thing\nVersion: 1.0\nLicense-Expression: MIT\n",
        )
        held.writestr("thing-1.0.dist-info/licenses/LICENSE", "Copyright Somebody\n")
    assert licences.of_wheels([wheel]) == [licences.Part("thing", "1.0", "MIT", ("Copyright Somebody\n",))]
    with zipfile.ZipFile(tmp_path / "bare-1.0-py3-none-any.whl", "w") as held:
        held.writestr("bare-1.0.dist-info/METADATA", "Metadata-Version: 2.4\nName: bare\nVersion: 1.0\n")
    with pytest.raises(licences.Stop, match="bare"):
        licences.of_wheels([tmp_path / "bare-1.0-py3-none-any.whl"])


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="asks Debian's packages")
def test_a_library_of_the_system_brings_the_words_of_its_package_and_what_they_refer_to(script, tmp_path):
    licences = script("licences")
    file = Path(shutil.which("dpkg-query")).resolve()
    assert licences.package_of(file) == "dpkg"
    dpkg, *others = licences.of_system([file, file])
    assert (dpkg.name, len(dpkg.texts)) == ("dpkg", 1)
    referred = {name for part in others for name in part.name.split(", ")}
    assert set(re.findall(r"/usr/share/common-licenses/([\w.-]*\w)", dpkg.texts[0])) == referred != set()
    assert licences.package_of(tmp_path) == ""
    with pytest.raises(licences.Stop, match="no Debian package tells its licence"):
        licences.of_system([tmp_path / "libthing.so.1"])


def test_of_what_goes_in_the_libraries_of_the_system_are_known(script):
    frozen = script("frozen")
    one = "/usr/lib/x86_64-linux-gnu/libreadline.so.8"
    own = f"{sys.prefix}/lib/python3/site-packages/PySide6/Qt/lib/libQt6Core.so.6"
    gathered = [
        ("libreadline.so.8", one, "BINARY"),
        ("PySide6/Qt/lib/libQt6Core.so.6", own, "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("lib-dynload/_bz2.so", f"{sysconfig.get_path('platstdlib')}/lib-dynload/_bz2.so", "EXTENSION"),
        ("libpython3.11.so.1.0", "/opt/python/lib/libpython3.11.so.1.0", "BINARY"),
        ("libkrb5.so.3", "/usr/lib/x86_64-linux-gnu/libkrb5.so.3", "BINARY"),  # left out
    ]
    assert frozen.of_the_system(gathered) == [Path(one)]


def test_whose_the_program_is_is_said_of_what_stands_beside_it(script, tmp_path):
    """As Windows, macOS and the archive have it: no path of a Debian package is there."""
    place = tmp_path / "COPYRIGHT.txt"
    script("release").own_words(place, "LICENSE.txt", "LICENCES OF ITS PARTS.txt")
    said = place.read_text(encoding="utf-8")
    assert "LICENSE.txt" in said
    assert "LICENCES OF ITS PARTS.txt" in said
    assert not re.search(r"/usr|PyInstaller|@", said)


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Network.so.6", False),
        ("PySide6/Qt/lib/libQt6EglFSDeviceIntegration.so.6", False),
        ("PySide6/Qt/lib/libQt6EglFsKmsSupport.so.6", False),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", True),
        ("libjpeg.so.62", False),
        ("libfreetype.so.6", True),
        ("PySide6/Qt/lib/QtWidgets.framework/Versions/A/QtWidgets", True),
        ("PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/platforms/libqminimal.dylib", False),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/translations/qt_help_de.qm", False),
        ("resources/icons/netjournal.svg", True),
    ],
)
def test_what_goes_into_the_frozen_program(script, place, kept):
    assert script("frozen").kept(place) is kept


def test_whatever_is_imported_by_name_is_a_module_of_ours():
    """The recipe takes in every module of ours, so a name in a text is enough; it must only be right."""
    names = {
        node.value.split(":")[0]
        for file in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("ui.")
        and ":" in node.value
    }  # fmt: skip
    assert names
    assert [name for name in names if not (ROOT / f"{name.replace('.', '/')}.py").exists()] == []


def test_the_desktop_file_starts_what_is_there_with_the_kinds_of_file_that_are_there():
    told = configparser.RawConfigParser()
    told.optionxform = str
    told.read(LINUX / "netjournal.desktop", encoding="utf-8")
    entry = told["Desktop Entry"]
    with (ROOT / "pyproject.toml").open("rb") as file:
        commands = tomllib.load(file)["project"]["scripts"]
    assert entry["Exec"].split()[0] in commands
    assert told["Desktop Action capture"]["Exec"].split() == ["netjournal", "capture"]
    assert "capture" in cli.__doc__ or "capture" in (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert entry["Icon"] == "netjournal"
    mime = ET.parse(LINUX / "netjournal-mime.xml").getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = mime.find(f"{space}mime-type")
    assert kind.get("type") in entry["MimeType"].split(";")
    assert kind.find(f"{space}glob").get("pattern") == f"*{SUFFIX}"


def test_the_software_centre_is_told_of_the_desktop_file_and_the_command():
    told = ET.parse(LINUX / "org.netjournal.NetJournal.metainfo.xml").getroot()
    assert told.find("launchable").text == "netjournal.desktop"
    assert told.find("provides/binary").text == "netjournal"
    assert told.find("releases/release").get("version") == "@VERSION@"


def test_the_icon_is_drawn_in_every_size(build, tmp_path):
    build.icons(tmp_path)
    for size in build.SIZES:
        picture = tmp_path / f"{size}x{size}" / "apps" / "netjournal.png"
        assert picture.read_bytes()[16:24] == size.to_bytes(4, "big") * 2  # PNG's own width and height


def test_the_version_is_one_everywhere(build):
    assert build.version() == netjournal.__version__


def test_too_large_is_refused(build, script, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(script("release"), "ROOT", tmp_path)
    made = tmp_path / "made.deb"
    with made.open("wb") as file:
        os.truncate(file.fileno(), 61_000_000)
    with pytest.raises(build.Stop):
        build.say_sizes(made, 1_000_000)
    assert "61.0 MB to download" in capsys.readouterr().out


def test_every_library_that_is_bundled_has_its_licence_named():
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    told = (LINUX / "copyright").read_text(encoding="utf-8").casefold()
    names = [line.split(">")[0].split("=")[0] for line in wanted]
    assert [name for name in names if name.casefold().removesuffix("-essentials") not in told] == []


# ------------------------------------------------------------------------------------------------ Windows


def payload() -> list[str]:
    lines = (ROOT / "packaging" / "windows" / "payload.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_windows_gets_every_part_of_qt_that_is_imported():
    used = {name.split(".")[1] for name in imported() if name.startswith("PySide6.")} - {"QtDBus"}  # of Linux alone
    assert {f"PySide6/{name}.pyd" for name in used} <= set(payload())
    assert {f"PySide6/Qt6{name[2:]}.dll" for name in used} <= set(payload())


def test_windows_gets_every_package_that_is_pinned(windows):
    aliases = {"pyside6-essentials": "PySide6", "python-dateutil": "dateutil"}
    names = [line.split("==")[0].casefold() for line in windows.requirements()]
    held = {pattern.split("/")[0].removesuffix(".py").casefold() for pattern in payload()}
    wanted = {aliases.get(name, name).replace("-", "_").casefold() for name in names}
    assert wanted <= held
    assert "jeepney" not in names  # speaks to a bus that Windows has not


def test_the_icon_of_windows_holds_every_size(windows, tmp_path):
    windows.icon(tmp_path / "made.ico")
    data = (tmp_path / "made.ico").read_bytes()
    assert data[:6] == bytes([0, 0, 1, 0, len(windows.SIZES), 0])
    for n, size in enumerate(windows.SIZES):
        head = data[6 + 16 * n : 22 + 16 * n]
        length, place = (int.from_bytes(head[at : at + 4], "little") for at in (8, 12))
        picture = data[place : place + length]
        assert picture.startswith(b"\x89PNG")
        assert picture[16:24] == size.to_bytes(4, "big") * 2
        assert head[0] == size % 256


def test_the_version_of_windows_has_four_numbers(windows, monkeypatch):
    monkeypatch.setattr(windows, "version", lambda: "1.2rc3")
    assert windows.numbers() == "1.2.3.0"
    assert windows.version() == "1.2rc3"


def test_the_launchers_manifest_is_well_made():
    told = ET.parse(ROOT / "packaging" / "windows" / "launcher.manifest").getroot()
    assert told.tag.endswith("assembly")
    assert any(node.text == "PerMonitorV2" for node in told.iter())
