"""An exported folder: where what stands in it, its manifest, and whether it is whole.

| what | holds |
|---|---|
| `README.md` | what this is, for people |
| `manifest.json` | the version of the format, counts, and what stayed |
| `records/incidents.incident.jsonl` | all records of one kind, one JSON object a line |
| `postmortems/INC-12-….md` | each postmortem, to be read |
| `attachments/INC-12/…` | files, byte for byte |
| `SHA256SUMS` | the SHA-256 of each of these, as `sha256sum -c` reads it |
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from core.errors import DomainError

FORMAT, VERSION = "debrief-full-export", 1
README, MANIFEST, SUMS = "README.md", "manifest.json", "SHA256SUMS"
RECORDS, POSTMORTEMS, ATTACHMENTS = "records", "postmortems", "attachments"
_PIECE = 1024 * 1024


@dataclass(slots=True)
class Records:
    """All records of one kind: how many, and their fields."""

    count: int
    fields: list[str]


@dataclass(slots=True)
class Manifest:
    """What the folder holds.

    `stayed` counts rows that stay by kind; `private` names the private incidents, `missing` the files without bytes.
    """

    made_at: str
    made_by: str
    address: str
    migrations: list[str]
    records: dict[str, Records] = field(default_factory=dict)
    stayed: dict[str, int] = field(default_factory=dict)
    postmortems: int = 0
    attachments: int = 0
    attachment_bytes: int = 0
    missing: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    format: str = FORMAT
    version: int = VERSION

    @property
    def total(self) -> int:
        """Records of all kinds."""
        return sum(records.count for records in self.records.values())

    def text(self) -> str:
        """As it stands in the folder."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


def records_name(label: str) -> str:
    """`records/incidents.incident.jsonl`."""
    return f"{RECORDS}/{label}.jsonl"


def read_manifest(folder: Path) -> Manifest:
    """Raises DomainError when it is no folder of ours, or of a later version."""
    if not folder.is_dir():
        hint = " It is a file: unpack it first." if folder.is_file() else ""
        raise DomainError(f"{folder} is no folder.{hint}")
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version = found["version"] if found["format"] == FORMAT else None
    except FileNotFoundError as error:
        raise DomainError(f"{folder} is not a full export of Debrief, or is incomplete: it has no manifest.") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DomainError(f"The manifest of {folder} cannot be read.") from error
    if version is None:
        raise DomainError(f"{folder} is not a full export of Debrief.")
    if version > VERSION:
        raise DomainError("This export was made by a newer version of Debrief. Install that first.")
    try:
        records = {label: Records(**facts) for label, facts in found.pop("records").items()}
        return Manifest(**found, records=records)
    except (TypeError, KeyError, AttributeError) as error:
        raise DomainError(f"The manifest of {folder} cannot be read.") from error


def read_sums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file, by name. Raises DomainError when the list is not there or cannot be read."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise DomainError(f"{folder} is incomplete: its {SUMS} cannot be read.") from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def check_files(folder: Path, sums: dict[str, str]) -> Iterator[str]:
    """Compares each file with its SHA-256, and names those that agree. Raises DomainError at the first that does not.

    A name that leads out of the folder is refused.
    """
    for name, expected in sums.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise DomainError(f"{SUMS} names {name}, which is outside of the folder.")
        try:
            with path.open("rb") as file:
                found = sha256(file)
        except OSError as error:
            raise DomainError(f"The export is incomplete: {name} cannot be read.") from error
        if found != expected:
            raise DomainError(f"The export is damaged: {name} does not match its SHA-256.")
        yield name


def sha256(file: BinaryIO) -> str:
    """Read in pieces."""
    digest = hashlib.sha256()
    for piece in iter(lambda: file.read(_PIECE), b""):
        digest.update(piece)
    return digest.hexdigest()
