"""Where an export is written to: a folder or a zip. Both know the SHA-256 and size of all that they hold."""

import hashlib
import io
import os
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.clock import now

_AS_IT_IS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".zip", ".gz", ".pdf")  # what does not get smaller


class Hashed(io.BufferedIOBase):
    """Passes bytes on, and takes note of their SHA-256 and number."""

    def __init__(self, target: IO[bytes] | None) -> None:
        self.target, self.digest, self.size = target, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        if self.target is not None:
            self.target.write(data)
        self.digest.update(data)
        self.size += len(data)
        return len(data)


class Place(ABC):
    """Files by name, each written once."""

    def __init__(self) -> None:
        self.sums: dict[str, str] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[Hashed]:
        """A new file, there once the block has ended."""
        with self._open(name) as target:
            hashed = Hashed(target)
            yield hashed
        self.sums[name] = hashed.digest.hexdigest()

    def write(self, name: str, text: str) -> None:
        """A whole text."""
        with self.file(name) as target:
            target.write(text.encode())

    @abstractmethod
    def _open(self, name: str) -> IO[bytes]: ...


class Folder(Place):
    """A folder, readable by its owner alone."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root

    def _open(self, name: str) -> IO[bytes]:
        path = self.root / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb")


class ZipFile(Place):
    """A zip whose files stand in one folder."""

    def __init__(self, zipped: zipfile.ZipFile, root: str) -> None:
        super().__init__()
        self.zipped, self.root = zipped, root

    def _open(self, name: str) -> IO[bytes]:
        member = zipfile.ZipInfo(f"{self.root}/{name}", date_time=now().timetuple()[:6])
        member.compress_type = zipfile.ZIP_STORED if name.lower().endswith(_AS_IT_IS) else self.zipped.compression
        return self.zipped.open(member, "w", force_zip64=True)
