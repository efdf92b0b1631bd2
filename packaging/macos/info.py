"""What macOS is told of the program (Info.plist), from what the other systems are told of it.

The name, the identifier, the kind of file and the copyright stand once, under `packaging/linux`; here they are put into
Apple's words (Information Property List Key Reference, Uniform Type Identifiers).
"""

from __future__ import annotations

import configparser
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from release import ROOT, version  # noqa: E402

LINUX = HERE.parent / "linux"
BUILD = ROOT / "build" / "macos"
ICON = BUILD / "netjournal.icns"
OLDEST = "15.0"
"""The oldest macOS that all code asks for. Qt itself would do with 13, as the name of its wheels says, but the modules
of PySide6 beside it ask for 15. The build looks whether it still is so."""


def _identifier() -> str:
    told = ET.parse(LINUX / "org.netjournal.NetJournal.metainfo.xml").getroot().findtext("id")  # noqa: S314 - our own
    assert told is not None
    return told


def _name() -> str:
    told = configparser.RawConfigParser()
    told.read(LINUX / "netjournal.desktop", encoding="utf-8")
    return told["Desktop Entry"]["Name"]


def _kind() -> tuple[str, str]:
    """The journal's MIME type and what its files' names end with."""
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = ET.parse(LINUX / "netjournal-mime.xml").getroot().find(f"{space}mime-type")  # noqa: S314 - our own
    glob = kind.find(f"{space}glob") if kind is not None else None
    assert kind is not None
    assert glob is not None
    return str(kind.get("type")), str(glob.get("pattern")).removeprefix("*.")


def _copyright() -> str:
    told = re.search(r"^Copyright: (.+)$", (LINUX / "copyright").read_text(encoding="utf-8"), re.MULTILINE)
    assert told is not None
    return f"© {told[1]}. GPL-3.0-or-later."


IDENTIFIER = _identifier()
NAME = _name()
APP = f"{NAME}.app"
JOURNAL = f"{IDENTIFIER.rpartition('.')[0]}.journal"
"""The journal's type among all types of files."""


def numbers() -> str:
    """The version in three numbers, which is all that macOS reads."""
    return ".".join([*re.findall(r"\d+", version()), "0", "0"][:3])


def info() -> dict[str, Any]:
    """The property list as plistlib writes it."""
    mime, suffix = _kind()
    languages = sorted(file.stem.partition("_")[2] for file in (ROOT / "resources" / "translations").glob("*.ts"))
    return {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleExecutable": "netjournal",
        "CFBundleIconFile": ICON.name,
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": numbers(),
        "CFBundleVersion": numbers(),
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": languages,
        "CFBundleAllowMixedLocalizations": True,  # the system's own dialogs speak the user's language
        "LSMinimumSystemVersion": OLDEST,
        "LSApplicationCategoryType": "public.app-category.productivity",
        "NSHumanReadableCopyright": _copyright(),
        "NSHighResolutionCapable": True,
        "NSPrincipalClass": "NSApplication",
        "NSSupportsAutomaticGraphicsSwitching": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": NAME,
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": ICON.name,
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [JOURNAL],
            },
            {
                "CFBundleTypeName": "vCard",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",  # the address book stays first
                "LSItemContentTypes": ["public.vcard"],
            },
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": JOURNAL,
                "UTTypeDescription": NAME,
                "UTTypeIconFile": ICON.name,
                "UTTypeConformsTo": ["public.database", "public.data"],
                "UTTypeTagSpecification": {"public.filename-extension": [suffix], "public.mime-type": [mime]},
            }
        ],
    }
