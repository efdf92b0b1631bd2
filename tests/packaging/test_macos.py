"""The recipe for macOS, as far as it can be looked at without a Mac: everything but Apple's own tools and the freezing.

`make package-test` goes through the wheels for macOS as well, and has the icon read by another program.
"""

import base64
import plistlib
import re
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given
from PySide6.QtGui import QImage

import netjournal
from netjournal.paths import SUFFIX
from ui import autostart

from .needs import not_here

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
IDENTITY = "Developer ID Application: Ana Ruiz (TEAM123456)"


@pytest.fixture(scope="module")
def build(script):
    return script("macos/build")


@pytest.fixture(scope="module")
def steps(script):
    return script("macos/steps")


@pytest.fixture(scope="module")
def icns(script):
    return script("macos/icns")


@pytest.fixture(scope="module")
def mach(script):
    return script("macos/mach")


@pytest.fixture(scope="module")
def info(script):
    return script("macos/info")


# ------------------------------------------------------------------------------------------------ what macOS is told


def test_macos_is_told_what_the_other_systems_are_told(info):
    told = plistlib.loads(plistlib.dumps(info.info()))
    metainfo = ET.parse(LINUX / "org.netjournal.NetJournal.metainfo.xml").getroot()
    assert told["CFBundleIdentifier"] == metainfo.findtext("id") == autostart.BUNDLE
    assert told["CFBundleName"] == told["CFBundleDisplayName"] == metainfo.findtext("name")
    assert told["CFBundleShortVersionString"] == told["CFBundleVersion"] == info.numbers()
    assert told["NSHumanReadableCopyright"].startswith("© 20")
    assert told["NSHighResolutionCapable"] is True
    assert told["LSApplicationCategoryType"] == "public.app-category.productivity"
    assert re.fullmatch(r"\d+\.\d+", told["LSMinimumSystemVersion"])
    assert "en" in told["CFBundleLocalizations"]
    # It reads no contacts and no calendar of the system, so macOS has nothing to ask its user for.
    assert [key for key in told if key.endswith("UsageDescription")] == []


def test_macos_knows_the_journal_by_its_ending_and_opens_it_with_this_program(info):
    told = info.info()
    (kind,) = told["UTExportedTypeDeclarations"]
    tags = kind["UTTypeTagSpecification"]
    assert [f".{suffix}" for suffix in tags["public.filename-extension"]] == [SUFFIX]
    assert tags["public.mime-type"] == ["application/x-netjournal"]
    assert "public.data" in kind["UTTypeConformsTo"]
    journal, cards = told["CFBundleDocumentTypes"]
    assert journal["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
    assert (journal["CFBundleTypeRole"], journal["LSHandlerRank"]) == ("Editor", "Owner")
    assert cards["LSHandlerRank"] == "Alternate"


@pytest.mark.parametrize(("version", "numbers"), [("0.1.0", "0.1.0"), ("1.2rc3", "1.2.3"), ("2.0", "2.0.0")])
def test_the_version_of_macos_has_three_numbers(info, monkeypatch, version, numbers):
    monkeypatch.setattr(info, "version", lambda: version)
    assert info.numbers() == numbers


def test_only_what_python_needs_is_asked_for():
    asked = plistlib.loads((ROOT / "packaging" / "macos" / "entitlements.plist").read_bytes())
    assert asked == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


# ------------------------------------------------------------------------------------------------ the icon


@pytest.fixture(scope="module")
def icon(script, icns, tmp_path_factory):
    """(the icon, the pictures it was made of)"""
    place = tmp_path_factory.mktemp("icon")
    script("release").draw_icon(place, icns.SIZES)
    icns.write(place / "made.icns", place)
    return place / "made.icns", place


def test_the_icon_holds_every_size_that_macos_asks_for(icns, icon):
    held = icns.read(icon[0])
    for kind, size in icns.PICTURES.items():
        assert held[kind].startswith(b"\x89PNG")
        assert held[kind][16:24] == size.to_bytes(4, "big") * 2  # PNG's own width and height


@pytest.mark.parametrize("size", [16, 32])
def test_the_small_pictures_come_out_as_they_went_in(icns, icon, size):
    held = icns.read(icon[0])
    colours, opacity = icns.PACKED[size]
    rest, channels = held[colours], []
    for _ in range(3):
        channel, rest = icns.unpack(rest, size * size)
        channels.append(channel)
    assert rest == b""
    drawn = QImage(str(icon[1] / f"{size}.png")).convertToFormat(QImage.Format.Format_RGBA8888)
    points = zip(*channels, held[opacity], strict=True)
    assert b"".join(bytes(point) for point in points) == bytes(drawn.constBits())


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(1, 300)), max_size=20))
def test_whatever_is_packed_is_unpacked_the_same(icns, runs):
    data = b"".join(bytes([value]) * length for value, length in runs)
    assert icns.unpack(icns.pack(data) + b"more", len(data)) == (data, b"more")


@pytest.mark.parametrize("broken", [b"", b"icns\0\0\0\x10", b"icns\0\0\0\x10ic07\0\0\0\x63"])
def test_a_broken_icon_is_said_to_be_one(icns, tmp_path, broken):
    (tmp_path / "x.icns").write_bytes(broken)
    with pytest.raises(ValueError):
        icns.read(tmp_path / "x.icns")


# ------------------------------------------------------------------------------------------------ its code


def thin(processor="arm64", since=(13, 0), loads=()):
    """A library with nothing in it but its load commands."""
    commands = struct.pack("<IIIIII", 0x32, 24, 1, since[0] << 16 | since[1] << 8, 0, 0)
    for load in loads:
        name = load.encode() + b"\0" * (8 - len(load) % 8)
        commands += struct.pack("<IIIIII", 0xC, 24 + len(name), 24, 0, 0, 0) + name
    number = {"x86_64": 0x01000007, "arm64": 0x0100000C}[processor]
    return struct.pack("<IIIIIIII", 0xFEEDFACF, number, 0, 6, 1 + len(loads), len(commands), 0, 0) + commands


def fat(*parts):
    heads, body = b"", b""
    for processor, part in parts:
        number = {"x86_64": 0x01000007, "arm64": 0x0100000C}[processor]
        heads += struct.pack(">IIIII", number, 0, 8 + 20 * len(parts) + len(body), len(part), 0)
        body += part
    return struct.pack(">II", 0xCAFEBABE, len(parts)) + heads + body


def test_code_is_read_for_each_processor(mach, tmp_path):
    file = tmp_path / "libx.dylib"
    arm = thin("arm64", (15, 2), ["@rpath/QtCore.framework/Versions/A/QtCore", "/usr/lib/libSystem.B.dylib"])
    intel = thin("x86_64", (13, 0))
    file.write_bytes(fat(("x86_64", intel), ("arm64", arm)))
    found = mach.parts(file)
    assert sorted(found) == ["arm64", "x86_64"]
    assert (found["arm64"].since, found["x86_64"].since) == ((15, 2), (13, 0))
    assert found["arm64"].code(file) == arm
    assert found["x86_64"].size == len(intel)
    core, system = found["arm64"].loads
    assert mach.inside(core).name == "QtCore"
    assert mach.inside(system) is None


@pytest.mark.parametrize("other", [b"", b"\x89PNG", b"#!/bin/sh\n" * 9, bytes.fromhex("cafebabe00000034") + bytes(99)])
def test_what_is_no_code_is_not_taken_for_it(mach, tmp_path, other):
    (tmp_path / "x").write_bytes(other)
    assert mach.parts(tmp_path / "x") == {}


QT_CORE = "PySide6/Qt/lib/QtCore.framework"


@pytest.fixture
def app(tmp_path, info, icon):
    """A bundle as PyInstaller lays one out, with code that does nothing."""
    made = tmp_path / info.APP
    contents = made / "Contents"
    core = contents / "Frameworks" / QT_CORE
    for folder in (contents / "MacOS", contents / "Resources", core / "Versions" / "A" / "Resources"):
        folder.mkdir(parents=True)
    (contents / "Info.plist").write_bytes(plistlib.dumps({**info.info(), "CFBundleIconFile": "netjournal.icns"}))
    (contents / "MacOS" / "netjournal").write_bytes(thin())
    shutil.copy(icon[0], contents / "Resources" / "netjournal.icns")
    (core / "Versions" / "A" / "QtCore").write_bytes(thin())
    (core / "Versions" / "A" / "Resources" / "Info.plist").write_bytes(plistlib.dumps({}))
    (core / "Versions" / "Current").symlink_to("A")
    (core / "QtCore").symlink_to("Versions/Current/QtCore")
    loads = ["@rpath/QtCore.framework/Versions/A/QtCore", "/usr/lib/libSystem.B.dylib"]
    (contents / "Frameworks" / "PySide6" / "QtCore.abi3.so").write_bytes(thin(loads=loads))
    (contents / "Frameworks" / "libpython3.13.dylib").write_bytes(thin())
    (contents / "Resources" / "libpython3.13.dylib").symlink_to("../Frameworks/libpython3.13.dylib")
    (contents / "Frameworks" / "base_library.zip").symlink_to("../Resources/base_library.zip")
    (contents / "Resources" / "base_library.zip").write_bytes(b"PK")
    return made


def test_a_bundle_that_is_as_it_should_be_is_let_through(build, app):
    build.look_over(app, "arm64")


def test_a_bundle_says_everything_that_is_wrong_with_it(build, app, info):
    contents = app / "Contents"
    (contents / "Info.plist").write_bytes(plistlib.dumps({**info.info(), "CFBundleVersion": "9.9.9"}))
    (contents / "Resources" / "netjournal.icns").unlink()
    (contents / "Frameworks" / "both.so").write_bytes(fat(("arm64", thin()), ("x86_64", thin("x86_64"))))
    loads = ["@rpath/QtSql.framework/Versions/A/QtSql"]
    (contents / "Frameworks" / "late.so").write_bytes(thin(since=(99, 1), loads=loads))
    with pytest.raises(build.Stop) as told:
        build.look_over(app, "arm64")
    said = str(told.value)
    assert "another CFBundleVersion" in said
    assert "netjournal.icns is missing" in said
    assert "both.so is for arm64 and x86_64" in said
    assert "late.so asks for macOS 99.1" in said
    assert "late.so loads QtSql, which is left out" in said


# ------------------------------------------------------------------------------------------------ Apple's commands


def everything():
    """An environment with all secrets, invented."""
    return {
        "APPLE_SIGNING_IDENTITY": IDENTITY,
        "APPLE_CERTIFICATE": base64.encodebytes(b"certificate" * 9).decode(),  # in lines, as base64 prints it
        "APPLE_CERTIFICATE_PASSWORD": "open sesame",
        "APPLE_NOTARY_KEY": base64.b64encode(b"-----BEGIN PRIVATE KEY-----").decode(),
        "APPLE_NOTARY_KEY_ID": "KEY1234567",
        "APPLE_NOTARY_ISSUER": "12345678-1234-1234-1234-123456789012",
    }


class Recorder:
    """Runs nothing, and notes in which state it would have been run."""

    def __init__(self, fail_at=""):
        self.given, self.files, self.fail_at = [], {}, fail_at

    def __call__(self, step):
        self.given.append(step)
        for word in step.words:
            if word.endswith((".p12", ".p8")):
                self.files[Path(word).name] = (Path(word).read_bytes(), Path(word).stat().st_mode & 0o777)
            if word.endswith(".keychain-db") and step.words[1] == "create-keychain":
                Path(word).touch()
        if self.fail_at in step.words:
            raise AssertionError(step.words)

    @property
    def commands(self):
        """Each by its program and what that is to do, with the file that it is about."""
        return [
            " ".join([*step.words[: 3 if step.words[0] == "xcrun" else 2], Path(step.words[-1]).name])
            for step in self.given
        ]


@pytest.fixture
def packed(build, app, tmp_path, monkeypatch):
    """Pack the bundle with these secrets; what was given, and the folder of the image."""
    monkeypatch.setattr(build, "BUILD", tmp_path / "build")
    monkeypatch.setattr(build, "DIST", tmp_path / "dist")

    def pack(environment, recorder=None):
        recorder = recorder or Recorder()
        made = build.pack(app, "arm64", build.Secrets.of(environment), recorder)
        return recorder, made

    return pack


def test_without_secrets_it_is_packed_as_it_is_and_says_what_that_means(steps, packed, tmp_path):
    recorder, made = packed({})
    image = f"NetJournal-{netjournal.__version__}-macos-arm64.dmg"
    assert made.name == image
    assert recorder.commands == [
        "codesign --verify Net Journal.app",
        f"hdiutil create {image}",
        f"hdiutil verify {image}",
    ]
    told = steps.Secrets().left_undone
    assert "not be signed or notarised" in told
    assert "APPLE_SIGNING_IDENTITY, APPLE_NOTARY_KEY" in told
    assert "Privacy & Security" in told


def test_the_image_shows_the_program_where_it_belongs_and_the_licences(packed, tmp_path):
    packed({})
    folder = tmp_path / "build" / "image"
    assert {path.name for path in folder.iterdir()} == {
        "Net Journal.app",
        "Applications",
        "LICENSE.txt",
        "COPYRIGHT.txt",
        "LICENCES OF ITS PARTS.txt",
        "CHANGELOG.md",
    }
    assert (folder / "Applications").readlink() == Path("/Applications")
    core = folder / "Net Journal.app" / "Contents" / "Frameworks" / QT_CORE
    assert (core / "QtCore").is_symlink()  # a framework copied as files is none any more


def test_with_all_secrets_everything_is_done_from_the_inside_out(packed, steps):
    recorder, made = packed(everything())
    image = made.name
    assert recorder.commands == [
        "security create-keychain signing.keychain-db",
        "security set-keychain-settings signing.keychain-db",
        "security unlock-keychain signing.keychain-db",
        "security import codesign",
        "security set-key-partition-list signing.keychain-db",
        "security list-keychains login.keychain-db",
        "codesign --force QtCore.framework",
        "codesign --force QtCore.abi3.so",
        "codesign --force libpython3.13.dylib",
        "codesign --force Net Journal.app",
        "codesign --verify Net Journal.app",
        f"hdiutil create {image}",
        f"hdiutil verify {image}",
        f"codesign --force {image}",
        "xcrun notarytool submit 60m",
        f"xcrun stapler staple {image}",
        f"xcrun stapler validate {image}",
        f"spctl --assess {image}",
        "security delete-keychain signing.keychain-db",
    ]
    assert steps.Secrets.of(everything()).left_undone == ""


def test_every_signature_is_hardened_and_dated_and_the_program_alone_gets_rights(packed):
    recorder, made = packed(everything())
    signing = [step.words for step in recorder.given if step.words[:2] == ("codesign", "--force")]
    for words in signing:
        assert "--timestamp" in words
        assert words[words.index("--sign") + 1] == IDENTITY
        assert (words[3:5] == ("--options", "runtime")) is not words[-1].endswith(".dmg")
        assert ("--entitlements" in words) is words[-1].endswith(".app")
        assert Path(words[-1]).exists() or words[-1] == str(made)
    image = next(step.words for step in recorder.given if step.words[1] == "create")
    assert image[image.index("-volname") + 1] == "Net Journal"
    assert image[image.index("-format") + 1] == "ULMO"


def test_what_is_secret_is_never_shown_and_nothing_of_it_is_left(packed):
    recorder, _made = packed(everything())
    shown = "\n".join(step.shown() for step in recorder.given)
    for name, value in everything().items():
        if name != "APPLE_SIGNING_IDENTITY":  # it stands in every signature
            assert value.strip() not in shown
    password = recorder.given[0].words[3]
    assert len(password) > 20
    assert password not in shown
    assert "$APPLE_CERTIFICATE_PASSWORD" in shown
    assert recorder.files == {
        "certificate.p12": (b"certificate" * 9, 0o600),
        "notary.p8": (b"-----BEGIN PRIVATE KEY-----", 0o600),
    }
    room = Path(recorder.given[0].words[-1]).parent
    assert not room.exists()


def test_when_a_command_fails_the_keychain_is_taken_away_all_the_same(packed):
    recorder = Recorder(fail_at="--verify")
    with pytest.raises(AssertionError):
        packed(everything(), recorder)
    assert recorder.commands[-1] == "security delete-keychain signing.keychain-db"


def test_a_certificate_in_ones_own_keychain_is_enough_to_sign(packed, steps):
    recorder, _made = packed({"APPLE_SIGNING_IDENTITY": IDENTITY})
    assert {step.words[0] for step in recorder.given} == {"codesign", "hdiutil"}
    told = steps.Secrets(signing_identity=IDENTITY).left_undone
    assert told.startswith("It will not be notarised")
    assert "APPLE_SIGNING_IDENTITY" not in told


def test_a_secret_that_is_not_what_it_should_be_is_named(packed):
    with pytest.raises(Exception, match="APPLE_CERTIFICATE is not in base 64"):
        packed({**everything(), "APPLE_CERTIFICATE": "no/such*thing"})


def test_a_command_that_fails_stops_the_build_with_its_name(steps):
    with pytest.raises(steps.Stop, match="false could not do it"):
        steps.give(steps.Step(("false",)))


# ------------------------------------------------------------------------------------------------ what it is made of


def test_of_the_pins_those_of_other_systems_stay_out(script):
    names = [line.split("==")[0].casefold() for line in script("macos/rehearsal").requirements()]
    assert "pyside6-essentials" in names
    assert not {"jeepney", "colorama"} & set(names)


def test_macos_gets_the_modules_of_qt_that_are_imported_but_not_the_bus(script):
    assert {"QtCore", "QtGui", "QtWidgets", "QtSvg"} <= script("macos/rehearsal").modules()
    assert "QtDBus" not in script("macos/rehearsal").modules()


@pytest.mark.package
@pytest.mark.parametrize("processor", ["arm64", "x86_64"])
def test_from_the_wheels_for_macos_nothing_is_missing_and_it_is_small_enough(script, processor):
    told = script("macos/rehearsal").rehearse_for(processor)
    print(f"{processor}: about {told.download / 1e6:.0f} MB to download, {told.installed / 1e6:.0f} MB installed")
    assert told.wrong == ()
    assert "PySide6/Qt/plugins/platforms/libqcocoa.dylib" in told.places
    assert "PySide6/Qt/plugins/platforms/libqoffscreen.dylib" in told.places
    assert "PySide6/Qt/plugins/styles/libqmacstyle.dylib" in told.places
    assert "PySide6/Qt/plugins/iconengines/libqsvgicon.dylib" in told.places
    assert told.download < 60e6
    assert told.installed < 150e6
    assert f"{told.since[0]}.{told.since[1]}" == script("macos/info").OLDEST


@pytest.mark.package
def test_another_program_reads_the_icon(icon, tmp_path):
    if shutil.which("icns2png") is None:
        not_here("not installed: icns2png (make package-test installs it)")
    subprocess.run(["icns2png", "-x", "-o", tmp_path, icon[0]], capture_output=True, check=True)
    for size in (16, 32, 256, 512, 1024):  # those that libicns knows
        drawn, read = QImage(str(icon[1] / f"{size}.png")), QImage(str(tmp_path / f"made_{size}x{size}x32.png"))
        assert (read.width(), read.height()) == (size, size)
        middle = size // 2, size // 4
        assert read.pixelColor(*middle) == drawn.pixelColor(*middle)
        assert read.pixelColor(0, 0).alpha() == 0
