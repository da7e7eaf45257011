"""How an upper app adds to the pages of a lower one, which knows nothing of it.

A lower app makes registries of its things, such as `incidents/registries/panels.py`. An upper app fills them in its
module `panels`, which is imported once when Django is ready:

    incident_panels.register(Place.SIDE, "actions/incident_panel.html", incident_panel)

The page of an incident reads all panels in a number of queries that does not depend on how much they show, and its
template includes them:

    {% for panel in panels.side %}{% include panel.template with panel=panel.content %}{% endfor %}

`Panels` are parts of a page about one thing, `Columns` are cells in the rows of a list and of its export, and
`FormParts` are fields on a form, together with what is stored of them. Several show in the order of INSTALLED_APPS.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django import forms
from django.http import QueryDict

Subject = TypeVar("Subject")  # what the page or the form is about
Viewer = TypeVar("Viewer")
Stored = TypeVar("Stored")  # what the service behind the form takes


@dataclass(frozen=True, slots=True)
class Panel:
    """A template that sees the context of the page around it, and `panel`: a frozen dataclass, or nothing."""

    template: str
    content: object


def _no_content(subject: object, viewer: object) -> object:
    """For a template that needs none: not None, because then the template would not be shown."""
    return ""


class Panels(Generic[Subject, Viewer]):
    """What stands at each place of a page about one thing."""

    def __init__(self) -> None:
        self._registered: list[tuple[Mapping[str, str], Callable[[Subject, Viewer], Mapping[str, object]]]] = []

    def register(self, place: str, template: str, read: Callable[[Subject, Viewer], object] = _no_content) -> None:
        """Shows the template at the place, with what `read` returns; nothing where that is None.

        Without `read` the template needs nothing but the context of the page.
        """
        self.register_together({place: template}, lambda subject, viewer: {place: read(subject, viewer)})

    def register_together(
        self, templates: Mapping[str, str], read: Callable[[Subject, Viewer], Mapping[str, object]]
    ) -> None:
        """Templates by place, whose contents `read` returns by place, of one query; nothing where that is None."""
        self._registered.append((templates, read))

    def read(self, subject: Subject, viewer: Viewer) -> dict[str, list[Panel]]:
        """What there is to show to the viewer, by place."""
        found: defaultdict[str, list[Panel]] = defaultdict(list)
        for templates, read in self._registered:
            contents = read(subject, viewer)
            for place, template in templates.items():
                if contents[place] is not None:
                    found[place].append(Panel(template, contents[place]))
        return dict(found)


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a row, and where they lead; an export takes the words alone."""

    words: str
    address: str = ""


ReadCells = Callable[[Collection[int], Viewer], Mapping[int, Cell]]


class Columns(Generic[Viewer]):
    """Cells in the rows of a list, read for all its rows at once."""

    def __init__(self) -> None:
        self._registered: dict[str, ReadCells[Viewer]] = {}

    def register(self, name: str, read: ReadCells[Viewer]) -> None:
        """Adds a column. `read(ids, viewer)` returns cells by the ids of their rows; rows may have none."""
        self._registered[name] = read

    @property
    def names(self) -> tuple[str, ...]:
        """The heads of the columns."""
        return tuple(self._registered)

    def read(self, ids: Collection[int], viewer: Viewer) -> dict[int, dict[str, Cell]]:
        """The cells by the name of their column, for each row."""
        columns = {name: read(ids, viewer) for name, read in self._registered.items()} if ids else {}
        return {each: {name: cells[each] for name, cells in columns.items() if each in cells} for each in ids}


@dataclass(frozen=True, slots=True)
class FormPart(Generic[Stored]):
    """What an upper app adds to one form.

    `fields` come after the form's own, and `initial` may hold first values of all of them. `read(cleaned_data)` makes
    what the service behind the form stores in its own transaction. `template` stands above the form, with `content` as
    its `panel`.
    """

    read: Callable[[Mapping[str, Any]], Stored]
    fields: Mapping[str, forms.Field] = field(default_factory=dict)
    initial: Mapping[str, Any] = field(default_factory=dict)
    template: str = ""
    content: object = None


BeginPart = Callable[[Subject, Viewer, QueryDict], FormPart[Stored] | None]


class FormParts(Generic[Subject, Viewer, Stored]):
    """What is added to a form about one thing."""

    def __init__(self) -> None:
        self._registered: list[BeginPart[Subject, Viewer, Stored]] = []

    def register(self, begin: BeginPart[Subject, Viewer, Stored]) -> None:
        """Adds what `begin(subject, viewer, query)` returns: `query` is the form's address; None adds nothing."""
        self._registered.append(begin)

    def begin(self, subject: Subject, viewer: Viewer, query: QueryDict) -> list[FormPart[Stored]]:
        """The parts of one form."""
        parts = (begin(subject, viewer, query) for begin in self._registered)
        return [part for part in parts if part is not None]
