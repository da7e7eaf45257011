"""Each postmortem as a Markdown file, to be read without Debrief."""

from collections.abc import Iterator

from django.utils.text import slugify

from accounts.models import User
from postmortems.exporting.markdown_file import markdown_file
from postmortems.models import Postmortem
from postmortems.querysets import PostmortemQuerySet
from postmortems.selectors.exports import export_document
from transfer.exporting.places import Place
from transfer.readers.folder import POSTMORTEMS

_LONGEST = 80


def readable_postmortems(viewer: User) -> PostmortemQuerySet:
    """Those that are written: what the viewer may see, so none of a withdrawn incident."""
    return Postmortem.objects.visible_to(viewer)


def write_postmortems(place: Place, viewer: User) -> Iterator[None]:
    """Writes them, one at a time."""
    rows = readable_postmortems(viewer).select_related(
        "owner", "facilitator", "published_by", "template", "incident__severity"
    )
    for postmortem in rows.order_by("pk").iterator(chunk_size=100):
        place.write(postmortem_name(postmortem), markdown_file(export_document(postmortem, viewer)))
        yield


def postmortem_name(postmortem: Postmortem) -> str:
    """`postmortems/INC-12-payments-fail.md`."""
    words = slugify(postmortem.incident.title)[:_LONGEST].strip("-")
    return f"{POSTMORTEMS}/{postmortem.incident.reference}{'-' if words else ''}{words}.md"
