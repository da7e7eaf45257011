"""How many frames a GIF has, without decoding any: its blocks are stepped over, and only so many of them."""

from typing import IO

MOST_STEPS = 200_000  # blocks that are stepped over; a frame of a megabyte has 4,000
_IMAGE, _EXTENSION = b"\x2c", b"\x21"
_ENDS = (b"", b"\x3b")
_HAS_TABLE, _TABLE_SIZE = 0x80, 0x07  # of a byte of flags: is a table of colours there, and the exponent of its length


def count_frames(file: IO[bytes], *, most: int) -> int:
    """How many frames there are, at most `most`; also `most` for a file of so many blocks that nobody counts them."""
    file.seek(10)
    flags = file.read(1)
    file.seek(13)
    _skip_table(file, flags)
    frames, steps = 0, 0
    while frames < most:
        kind = file.read(1)
        steps += 1
        if steps > MOST_STEPS:
            return most
        if kind in _ENDS:
            return frames
        if kind == _IMAGE:
            frames += 1
            file.seek(8, 1)
            _skip_table(file, file.read(1))
            file.seek(1, 1)
        elif kind == _EXTENSION:
            file.seek(1, 1)
        else:
            continue  # as Pillow does with a byte that means nothing
        while length := file.read(1):
            steps += 1
            if steps > MOST_STEPS:
                return most
            if length == b"\x00":
                break
            file.seek(length[0], 1)
    return frames


def _skip_table(file: IO[bytes], flags: bytes) -> None:
    if flags and flags[0] & _HAS_TABLE:
        file.seek(3 << ((flags[0] & _TABLE_SIZE) + 1), 1)
