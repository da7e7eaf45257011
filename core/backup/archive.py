"""The file: a tar with the database's dump, the attachments, and a manifest that names each with its checksum."""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from core.backup.errors import BackupError

FORMAT = 1
DUMP = "database.dump"
FILES = "attachments/"
MANIFEST = "manifest.json"
_PIECE = 1024 * 1024


@dataclass(slots=True)
class Manifest:
    """What the file holds: made when (ISO 8601), of which migrations, and the SHA-256 of every member."""

    made_at: str
    migrations: list[str]
    extensions: list[str]
    checksums: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """Raises BackupError when it is not a manifest of ours."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise BackupError("This file is not a backup of Debrief: its manifest cannot be read.") from error


def checksum(file: BinaryIO) -> str:
    """SHA-256, read in pieces."""
    digest = hashlib.sha256()
    for piece in iter(lambda: file.read(_PIECE), b""):
        digest.update(piece)
    return digest.hexdigest()


def write_archive(target: BinaryIO, manifest: Manifest, members: Iterator[tuple[str, Path]]) -> None:
    """Writes the members and then the manifest. A member that vanished meanwhile (it was redacted) is left out."""
    with tarfile.open(fileobj=target, mode="w") as tar:
        for name, path in members:
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:  # from here on its content stays, also when its name goes
                found = checksum(file)
                file.seek(0)
                tar.addfile(_member(name, os.fstat(file.fileno()).st_size), file)
            manifest.checksums[name] = found
        text = json.dumps(asdict(manifest), indent=1).encode()
        tar.addfile(_member(MANIFEST, len(text)), BytesIO(text))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    return member


def unpack(file: Path, folder: Path) -> Manifest:
    """Unpacks into an empty folder and compares every checksum. Raises BackupError when anything differs."""
    try:
        with tarfile.open(file, mode="r:") as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BackupError(f"{file} cannot be read as a backup: {error}") from error
    manifest_file = folder / MANIFEST
    if not manifest_file.exists():
        raise BackupError(f"{file} is not a backup of Debrief, or is incomplete: it has no manifest.")
    manifest = Manifest.read(manifest_file.read_bytes())
    if manifest.format > FORMAT:
        raise BackupError("This backup was made by a newer version of Debrief. Install that first.")
    _compare(folder, manifest)
    return manifest


def _compare(folder: Path, manifest: Manifest) -> None:
    for name, expected in manifest.checksums.items():
        path = folder / name
        if not path.is_file():
            raise BackupError(f"The backup is incomplete: {name} is missing.")
        with path.open("rb") as file:
            if checksum(file) != expected:
                raise BackupError(f"The backup is damaged: {name} does not match its checksum.")
    if DUMP not in manifest.checksums:
        raise BackupError("The backup is incomplete: it has no database.")
