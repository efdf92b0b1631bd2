"""Signing, disk image and notarising, as the commands that are given one after the other.

They are data, so that their order and every word of them can be looked at on any system; only `give` runs one. What
Apple's tools need to know about the developer comes from the environment by the names in `Secrets`, and is never shown.
"""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from mach import parts
from release import Stop

PATIENCE = "60m"
"""How long Apple's service may take."""


@dataclass(frozen=True)
class Secrets:
    """What signs and notarises: `signing_identity` is APPLE_SIGNING_IDENTITY in the environment, and so on."""

    signing_identity: str = ""
    """ "Developer ID Application: Name (TEAM)", of a certificate in the keychain or of the one below."""
    certificate: str = ""
    """A certificate with its key (PKCS 12) in base 64, for a machine whose keychain does not hold it."""
    certificate_password: str = ""
    notary_key: str = ""
    """The key of App Store Connect that may notarise (.p8), in base 64."""
    notary_key_id: str = ""
    notary_issuer: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Secrets:
        """Those that are there."""
        return cls(**{field.name: environment.get(variable(field.name), "").strip() for field in fields(cls)})

    @property
    def signs(self) -> bool:
        return bool(self.signing_identity)

    @property
    def notarises(self) -> bool:
        """Apple notarises only what is signed."""
        return self.signs and bool(self.notary_key and self.notary_key_id and self.notary_issuer)

    @property
    def left_undone(self) -> str:
        """What will not be done for want of a secret, and what that means to who gets the program; "" if all will."""
        lacking = ["signing_identity"] if not self.signs else []
        lacking += [name for name in ("notary_key", "notary_key_id", "notary_issuer") if not getattr(self, name)]
        if not lacking:
            return ""
        what = "notarised" if self.signs else "signed or notarised"
        return (
            f"It will not be {what}, since the environment has no {', '.join(map(variable, lacking))}: macOS opens it"
            " only after its user has allowed it under Privacy & Security in the system settings."
        )


def variable(name: str) -> str:
    """The environment's name of a secret."""
    return f"APPLE_{name.upper()}"


@dataclass(frozen=True)
class Step:
    """One command. `hidden`: those of its words that are not shown, with what is shown instead."""

    words: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...] = ()

    def shown(self) -> str:
        """The command as it may be printed."""
        instead = dict(self.hidden)
        return " ".join(instead.get(word, f'"{word}"' if " " in word else word) for word in self.words)


Runner = Callable[[Step], None]


def give(step: Step) -> None:
    """Run a command; Stop with its name when it fails."""
    print(step.shown(), flush=True)
    done = subprocess.run(step.words, check=False)
    if done.returncode:
        raise Stop(f"{step.words[0]} could not do it (it ended with {done.returncode}); what it said stands above.")


# ------------------------------------------------------------------------------------------------ signing


def keychain(place: Path, certificate: Path, password: str, of_certificate: str) -> list[Step]:
    """A keychain of its own that holds the certificate, which codesign may use without asking."""
    hidden = ((password, "(password)"), (of_certificate, f"${variable('certificate_password')}"))
    chain = str(place)
    commands = (
        ("create-keychain", "-p", password, chain),
        ("set-keychain-settings", "-lut", "21600", chain),  # locked after six hours
        ("unlock-keychain", "-p", password, chain),
        ("import", str(certificate), "-k", chain, "-f", "pkcs12", "-P", of_certificate, "-T", "/usr/bin/codesign"),
        ("set-key-partition-list", "-S", "apple-tool:,apple:", "-s", "-k", password, chain),
        ("list-keychains", "-d", "user", "-s", chain, "login.keychain-db"),
    )
    return [Step(("security", *words), hidden) for words in commands]


def without_keychain(place: Path) -> Step:
    """Take it away again, out of the list of keychains too."""
    return Step(("security", "delete-keychain", str(place)))


def code_inside(app: Path) -> list[Path]:
    """What in a bundle has a signature of its own, the innermost first: libraries, and frameworks as wholes."""
    found = set()
    for file in (app / "Contents" / "Frameworks").rglob("*"):
        if file.is_symlink() or not file.is_file():
            continue
        above = [folder for folder in file.relative_to(app).parents if folder.suffix == ".framework"]
        if above:
            found.add(app / above[-1])
        elif parts(file):
            found.add(file)
    return sorted(found, key=lambda path: (-len(path.parts), path))


def sign(app: Path, identity: str, entitlements: Path) -> list[Step]:
    """From the inside out, since each signature seals what is within. Only the program itself is given rights."""
    command = ("codesign", "--force", "--timestamp", "--options", "runtime", "--sign", identity)
    inner = [Step((*command, str(path))) for path in code_inside(app)]
    return [*inner, Step((*command, "--entitlements", str(entitlements), str(app)))]


def look_at_signature(app: Path) -> Step:
    """Whether everything in it is sealed. Without an identity it is by PyInstaller, for this machine alone."""
    return Step(("codesign", "--verify", "--deep", "--strict", "--verbose=2", str(app)))


# ------------------------------------------------------------------------------------------------ the disk image


def disk_image(folder: Path, name: str, made: Path) -> list[Step]:
    """A folder as an image with the name under which it is mounted, packed by LZMA (read since macOS 10.15)."""
    source = ("-volname", name, "-srcfolder", str(folder), "-fs", "HFS+", "-format", "ULMO")
    return [
        Step(("hdiutil", "create", *source, "-ov", str(made))),
        Step(("hdiutil", "verify", str(made))),
    ]


def sign_image(made: Path, identity: str) -> Step:
    return Step(("codesign", "--force", "--timestamp", "--sign", identity, str(made)))


# ------------------------------------------------------------------------------------------------ notarising


def notarise(made: Path, key: Path, secrets: Secrets) -> list[Step]:
    """Have Apple look at the image, and keep with it what Apple says, so that a Mac without a network knows it too."""
    hidden = tuple((getattr(secrets, name), f"${variable(name)}") for name in ("notary_key_id", "notary_issuer"))
    who = ("--key", str(key), "--key-id", secrets.notary_key_id, "--issuer", secrets.notary_issuer)
    return [
        Step(("xcrun", "notarytool", "submit", str(made), *who, "--wait", "--timeout", PATIENCE), hidden),
        Step(("xcrun", "stapler", "staple", str(made))),
        Step(("xcrun", "stapler", "validate", str(made))),
        Step(("spctl", "--assess", "--type", "open", "--context", "context:primary-signature", "--verbose", str(made))),
    ]


# ------------------------------------------------------------------------------------------------ all of them


def plan(app: Path, folder: Path, made: Path, secrets: Secrets, room: Path, password: str) -> Iterator[Step]:
    """Every command after the freezing, in order.

    `folder` is what the image is to show, with `app` in it; `room` a folder of this run alone, for the files that
    `unpack_secrets` leaves there; `password` one for the keychain.
    """
    if secrets.signs:
        if secrets.certificate:
            yield from keychain(room / KEYCHAIN, room / CERTIFICATE, password, secrets.certificate_password)
        yield from sign(app, secrets.signing_identity, Path(__file__).resolve().parent / "entitlements.plist")
    yield look_at_signature(app)
    yield from disk_image(folder, app.stem, made)
    if secrets.signs:
        yield sign_image(made, secrets.signing_identity)
    if secrets.notarises:
        yield from notarise(made, room / NOTARY_KEY, secrets)


KEYCHAIN, CERTIFICATE, NOTARY_KEY = "signing.keychain-db", "certificate.p12", "notary.p8"


def unpack_secrets(room: Path, secrets: Secrets) -> None:
    """The two secrets that are files, into a folder that only this user reads. Stop where they are not base 64."""
    for name, file in (("certificate", CERTIFICATE), ("notary_key", NOTARY_KEY)):
        if told := getattr(secrets, name):
            try:
                data = base64.b64decode("".join(told.split()), validate=True)
            except ValueError:
                raise Stop(f"{variable(name)} is not in base 64. It was not used, and nothing was signed.") from None
            place = room / file
            place.touch(0o600)
            place.write_bytes(data)
