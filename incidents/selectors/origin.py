"""Where an entry came from by a merge, as pages and exports say it."""

from core.references import written
from incidents.models import Incident

UNKNOWN_AUTHOR = "author unknown"  # of an imported line: never whoever imported it


def origin_of(number: int | None, *, is_private: bool) -> str:
    """`INC-7`, the duplicate that brought an entry; a private one is not named, as not all readers may know of it."""
    if number is None:
        return ""
    return "a private duplicate" if is_private else written(Incident.PREFIX, number)
