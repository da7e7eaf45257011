"""What apps above say does not work, each in its own `troubles.py`, for the banner of those who can have it mended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """`what` does not work, and what it `means` with what to do: sentences. `stops_mail`: no mail at all can go."""

    what: str
    means: str
    stops_mail: bool = True


FindTroubles = Callable[[], Iterable[Trouble]]

_finders: list[FindTroubles] = []


def register_troubles(find: FindTroubles) -> None:
    """`find` is called for every page of a manager: it asks one small query at most."""
    _finders.append(find)


def registered_troubles() -> list[Trouble]:
    """What the apps above say now."""
    return [trouble for find in _finders for trouble in find()]
