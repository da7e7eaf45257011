"""The snapshot: all documents of the status page in one file, read once a process and change; no database is asked.

It lies in the folder of attachments, which every process has, under a name that backups leave out.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

NAME = ".status-page.json"


@dataclass(frozen=True, slots=True)
class Served:
    """A document as it is sent: its bytes, plain and compressed, and a strong tag for each."""

    content_type: str
    plain: bytes
    packed: bytes
    tag: str

    @property
    def packed_tag(self) -> str:
        """Of the compressed bytes, which are others."""
        return f'{self.tag[:-1]}-gzip"'


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the file holds."""

    fingerprint: str
    is_public: bool
    documents: Mapping[str, Served]


@dataclass(slots=True)
class _Kept:
    """What this process read last, and of which file: its inode, size and time of change."""

    path: Path
    facts: tuple[int, int, int]
    snapshot: Snapshot


_kept: dict[str, _Kept] = {}


def snapshot_path() -> Path:
    """Where it lies."""
    return Path(settings.MEDIA_ROOT) / NAME


def read_snapshot() -> Snapshot | None:
    """The latest one; None where there is none, or it cannot be read."""
    path = snapshot_path()
    try:
        found = path.stat()
        facts = (found.st_ino, found.st_size, found.st_mtime_ns)
        kept = _kept.get("snapshot")
        if kept is None or kept.facts != facts or kept.path != path:
            kept = _kept["snapshot"] = _Kept(path, facts, _parsed(path.read_bytes()))
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return kept.snapshot


def served(content_type: str, text: str) -> Served:
    """A document with its tags."""
    plain = text.encode()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
    return Served(content_type, plain, gzip.compress(plain, mtime=0), tag)


def _parsed(content: bytes) -> Snapshot:
    data = json.loads(content)
    documents = {path: served(kind, text) for path, (kind, text) in data["documents"].items()}
    return Snapshot(data["fingerprint"], data["is_public"], documents)
