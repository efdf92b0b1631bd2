"""The set-up of a fresh clone: what it finds missing, what it mends and what it says."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def prepare():
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "packaging" / "setup" / "prepare.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["prepare"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["prepare"]


@pytest.fixture
def bare_venv(tmp_path):
    """Looks like a virtual environment with pip in it, in a path with a space."""
    venv = tmp_path / "a journal" / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "pyvenv.cfg").write_text("home = /somewhere\n")
    (venv / "bin" / "python").symlink_to(sys.executable)
    pip = venv / "lib" / f"python3.{sys.version_info.minor}" / "site-packages" / "pip"
    pip.mkdir(parents=True)
    (pip / "__init__.py").touch()
    return venv


def test_pins_are_read_as_names_compare(prepare):
    lines = [
        "# why",
        "",
        "PySide6_Essentials==6.11.3",
        "RapidFuzz==3.14.6  # note",
        'colorama==0.4.6; sys_platform == "win32"',
        'jeepney==0.9.0; sys_platform == "linux"',
    ]
    found = prepare.pins(lines)
    assert found["pyside6-essentials"] == "6.11.3"
    assert found["rapidfuzz"] == "3.14.6"
    assert ("colorama" in found) == (sys.platform == "win32")
    assert ("jeepney" in found) == (sys.platform == "linux")


def test_what_pip_did_not_finish_is_not_installed(prepare, tmp_path):
    for name, finished in [("peewee-4.5.3", True), ("python_dateutil-4.0.0", True), ("tqdm-4.70.1", False)]:
        folder = tmp_path / f"{name}.dist-info"
        folder.mkdir()
        if finished:
            (folder / "RECORD").touch()
    present = prepare.installed(tmp_path)
    assert present == {"peewee": "4.5.3", "python-dateutil": "4.0.0"}
    assert prepare.differing({"peewee": "4.5.3", "tqdm": "4.70.1", "python-dateutil": "4.0.1"}, present) == [
        "python-dateutil",
        "tqdm",
    ]


@pytest.mark.parametrize("broken", ["pyvenv.cfg", "bin/python", "pip"])
def test_a_broken_environment_is_not_taken_for_a_good_one(prepare, bare_venv, broken):
    assert prepare.site_packages(bare_venv) is not None
    if broken == "pip":
        broken = f"lib/python3.{sys.version_info.minor}/site-packages/pip/__init__.py"
    (bare_venv / broken).unlink()
    assert prepare.site_packages(bare_venv) is None


def test_the_command_works_from_a_path_with_spaces_and_from_anywhere(prepare, bare_venv, tmp_path):
    folder = prepare.site_packages(bare_venv)
    root = bare_venv.parent
    assert not prepare.linked(bare_venv, folder, root)
    prepare.link_tree(bare_venv, folder, root)
    assert prepare.linked(bare_venv, folder, root)
    assert not prepare.linked(bare_venv, folder, tmp_path / "moved")

    (root / "ui").mkdir()
    (root / "ui" / "__main__.py").write_text("import sys; print('ours', *sys.argv[1:], sep='|')")
    stray = tmp_path / "elsewhere" / "ui"
    stray.mkdir(parents=True)
    (stray / "__main__.py").write_text("print('not ours')")
    run = subprocess.run(
        [bare_venv / "bin" / "netjournal", "record", "Coffee with @Ana Ruiz"],
        cwd=stray.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "ours|record|Coffee with @Ana Ruiz", run.stderr


def test_with_nothing_there_everything_is_wanted(prepare):
    wanted = prepare.packages_wanted(prepare.PURPOSES["run"], screen=True, fonts=set(), loads=lambda _: False)
    assert "libegl1" in wanted.needed
    assert "libxcb-cursor0" in wanted.needed
    assert prepare.ANY_FONT in wanted.needed
    assert wanted.wished == ("fonts-noto-core", "fonts-noto-color-emoji")
    assert len(wanted.packages) == len(set(wanted.packages))


def test_what_only_a_screen_needs_is_a_wish_without_one(prepare):
    wanted = prepare.packages_wanted(
        prepare.PURPOSES["run"], screen=False, fonts={"DejaVuSans.ttf"}, loads=lambda library: "xcb" not in library
    )
    assert wanted.needed == ()
    assert "libxcb-cursor0" in wanted.wished


def test_with_everything_there_nothing_is_wanted(prepare):
    purpose = prepare.Purpose((), programs={"Xvfb": "xvfb"})
    fonts = {"NotoSans-Regular.ttf", "NotoColorEmoji.ttf"}
    there = prepare.packages_wanted(purpose, screen=True, fonts=fonts, loads=lambda _: True, which=lambda name: name)
    assert there.packages == ()
    without = prepare.packages_wanted(purpose, screen=True, fonts=fonts, loads=lambda _: True, which=lambda _: None)
    assert without.needed == ("xvfb",)


def test_a_file_of_a_package_tells_whether_it_is_there(prepare, tmp_path):
    purpose = prepare.Purpose((), files={"usr/lib/*/thing.typelib": "gir1.2-thing"})
    asked = {"screen": False, "fonts": {"NotoSans-Regular.ttf", "NotoColorEmoji.ttf"}, "loads": lambda _: True}
    assert prepare.packages_wanted(purpose, **asked, root=tmp_path).needed == ("gir1.2-thing",)
    file = tmp_path / "usr" / "lib" / "x86_64-linux-gnu" / "thing.typelib"
    file.parent.mkdir(parents=True)
    file.touch()
    assert prepare.packages_wanted(purpose, **asked, root=tmp_path).packages == ()


def test_fonts_are_found_at_any_depth(prepare, tmp_path):
    (tmp_path / "truetype" / "noto").mkdir(parents=True)
    (tmp_path / "truetype" / "noto" / "NotoSans-Regular.TTF").touch()
    (tmp_path / "truetype" / "readme.txt").touch()
    assert prepare.font_files([tmp_path, tmp_path / "absent"]) == {"NotoSans-Regular.TTF"}


def test_who_declines_is_told_the_command_once(prepare, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(prepare.DECLINED, "1")
    monkeypatch.setattr(prepare.sys, "platform", "linux")
    monkeypatch.setattr(prepare, "has_apt", lambda: True)
    missing = prepare.Wanted(("libegl1",), ("fonts-noto-core",))
    monkeypatch.setattr(prepare, "packages_wanted", lambda *_, **__: missing)
    tried = tmp_path / "tried"

    prepare.prepare_system(prepare.PURPOSES["run"], tried, again=False)
    assert "sudo apt-get install --no-install-recommends libegl1 fonts-noto-core" in capsys.readouterr().out
    prepare.prepare_system(prepare.PURPOSES["run"], tried, again=False)
    assert capsys.readouterr().out == ""
    prepare.prepare_system(prepare.PURPOSES["run"], tried, again=True)
    assert "libegl1" in capsys.readouterr().out


def test_without_a_fit_python_it_says_so(tmp_path):
    for name in ("python3", "python3.12"):
        old = tmp_path / name
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(0o755)
    for tool in ("dirname", "sh"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}" if Path(f"/usr/bin/{tool}").exists() else f"/bin/{tool}")
    run = subprocess.run(
        ["/bin/sh", ROOT / "packaging" / "setup" / "prepare"],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "Net Journal needs Python 3.11" in run.stderr


def test_a_python_without_ensurepip_says_which_package_it_lacks(prepare, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(prepare.DECLINED, "1")
    monkeypatch.setattr(prepare.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(prepare.Stop, match=rf"apt-get install .*python3\.{sys.version_info.minor}-venv"):
        prepare.make_venv(tmp_path / ".venv")
    assert "Making .venv" in capsys.readouterr().out
