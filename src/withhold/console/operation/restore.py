"""Makes a home from a backup. Everything is verified before the home gets anything."""

import json
import os
import secrets
import shutil
import tarfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from withhold.console.operation.backup_file import FILE, KEYS, POSTGRESQL, SCHEMA, TABLES, Told
from withhold.domain.errors import UsageError

_BROKEN = "is no backup, or is damaged; use another one"
_AGE = b"age-encryption.org/"
_MAY_BE_THERE = frozenset({"console.toml", KEYS, "sites"})
"""What an office may have put into the new home: it wins over what the backup has."""


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """A backup whose every file was verified, in `folder`: home/… and database/…."""

    folder: Path
    about: dict[str, Any]


def restore(source: Path, home: Path, identity: Path | None, keys: Path | None) -> Told:
    """Raises UsageError if the home is in use, a key is missing, or the backup is damaged; the home is then
    as it was."""
    if {path.name for path in home.iterdir()} - _MAY_BE_THERE:
        raise UsageError(f"{home} is in use; restore into a new WITHHOLD_HOME")
    staging = home.with_name(f".{home.name}.restoring-{secrets.token_hex(8)}")
    moved: list[Path] = []
    try:
        staging.mkdir(mode=0o700)
        found = _unpacked(source, staging, identity)
        _with_keys(found, home, keys)
        if found.about["database"] != POSTGRESQL:
            (found.folder / "database" / FILE).rename(found.folder / "home" / FILE)
        for path in sorted((found.folder / "home").iterdir()):
            if not (home / path.name).exists():
                path.rename(home / path.name)
                moved.append(home / path.name)
        told = _started(found)
    except BaseException as error:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if isinstance(error, OSError):
            raise UsageError(f"{source} cannot be restored ({os.strerror(error.errno or 0)})") from None
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return told


def _with_keys(found: _Unpacked, home: Path, keys: Path | None) -> None:
    """Keys come from one place: the new home, --keys, or the backup."""
    if (home / KEYS).exists():
        return
    if keys is not None:
        target = found.folder / "home" / KEYS
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(keys, target)
        target.chmod(0o700)
        for path in target.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
    elif not found.about["keys"]:
        raise UsageError("the backup has no keys; give the folder that holds them with --keys")


def _unpacked(source: Path, staging: Path, identity: Path | None) -> _Unpacked:
    """Every file of the backup in `staging`, each with the digest that the manifest gives."""
    with source.open("rb") as stream:
        if stream.read(len(_AGE)) == _AGE:
            stream.seek(0)
            plain = staging / "plain"
            with os.fdopen(os.open(plain, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as opened:
                _open(stream, opened, identity)
                opened.seek(0)
                found = _extracted(opened, staging)
            plain.unlink()
            return found
        stream.seek(0)
        return _extracted(stream, staging)


def _open(sealed: IO[bytes], plain: IO[bytes], identity: Path | None) -> None:
    import pyrage

    if identity is None:
        raise UsageError("the backup is sealed; give the age key that opens it with --identity")
    try:
        lines = identity.read_text("utf-8").splitlines()
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
        pyrage.decrypt_io(sealed, plain, found)
    except (pyrage.IdentityError, pyrage.DecryptError, UnicodeDecodeError):
        raise UsageError("the key given with --identity does not open the backup") from None


def _extracted(stream: IO[bytes], staging: Path) -> _Unpacked:
    digests: dict[str, str] = {}
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None or not _fine(member.name):
                    raise UsageError(f"the backup {_BROKEN}")
                digests[member.name] = _copied(content, staging / member.name)
        about: dict[str, Any] = json.loads((staging / "manifest.json").read_bytes())
        digests.pop("manifest.json")
        expected = {part["name"]: part["sha256"] for part in about["parts"]}
        if about.get("schema") != SCHEMA or digests != expected or not isinstance(about["ledgers"], list):
            raise UsageError(f"the backup {_BROKEN}")
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError, FileNotFoundError):
        raise UsageError(f"the backup {_BROKEN}") from None
    return _Unpacked(staging, about)


def _fine(name: str) -> bool:
    """A relative name below home/ or database/: a file that was changed cannot write elsewhere."""
    parts = PurePosixPath(name).parts
    return name == "manifest.json" or (
        len(parts) > 1
        and parts[0] in ("home", "database")
        and ".." not in parts
        and not any(part.startswith(".") for part in parts)
        and "/".join(parts) == name
    )


def _copied(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        while piece := content.read(1 << 20):
            digest.update(piece)
            stream.write(piece)
    return digest.hexdigest()


def _started(found: _Unpacked) -> Told:
    """With the home in its place: the database's rows, its ledgers, and the entry that says so."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from withhold.console.ledgers.office import OfficeEvent, record
    from withhold.console.operation.roots import Root
    from withhold.console.operation.snapshot import load_tables, sqlite_roots

    expected = [Root(**one) for one in found.about["ledgers"]]
    if (connection.vendor == "postgresql") != (found.about["database"] == POSTGRESQL):
        raise UsageError(
            f"the backup is of {found.about['database']}, [database] in console.toml says something else"
        )
    if connection.vendor == "postgresql":
        if connection.introspection.table_names():
            raise UsageError("the database of [database] is not empty; restore into a new one")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        load_tables(found.folder / "database" / TABLES, expected)
    elif sqlite_roots(Path(connection.settings_dict["NAME"])) != expected:
        raise UsageError("the ledgers in the backup are not those that it says; use another backup")
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        record(OfficeEvent.RESTORED, None, {"made": found.about["made"], "version": found.about["version"]})
    entries = sum(one.size for one in expected)
    return Told(
        f"restored: {len(expected):,} ledgers with {entries:,} entries, their roots are those of the backup"
    )
