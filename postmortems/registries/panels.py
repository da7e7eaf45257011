"""What the apps above show on the pages of postmortems."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListLink:
    """A button above the list of postmortems: its words, and the name of its address."""

    label: str
    address: str


list_links: dict[str, ListLink] = {}
