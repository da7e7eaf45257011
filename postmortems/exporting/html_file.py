"""A postmortem as one HTML file that needs nothing besides: pictures and style are in it, and no script."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from incidents.models import Attachment
from postmortems.exporting.pictures import data_address
from postmortems.exporting.resolving import Source, absolute_links, resolver_of
from postmortems.selectors.exports import Entry, ExportDocument
from postmortems.selectors.reading import Block


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A part with its text as it leaves Debrief."""

    block: Block
    html: SafeString


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of the timeline: `source` shows the picture, else there is only its address."""

    file: Attachment
    source: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry with its words as they leave Debrief."""

    entry: Entry
    html: SafeString
    files: tuple[ShownFile, ...]
    opens_day: str


def html_file(document: ExportDocument, source: Source = data_address) -> str:
    """The whole file. `source` gives the address of a picture: by itself, the picture's bytes."""
    resolver = resolver_of(document, source)
    blocks = [
        ShownBlock(block, mark_safe(resolver.text(block.section.html) if block.section else ""))  # noqa: S308 - sanitized
        for block in document.blocks
    ]
    entries, day = [], None
    for entry in document.entries:
        stamp = entry.row.when.day
        opens = "" if stamp == day else f"{stamp:%A} {stamp.day} {stamp:%B %Y}"
        day = stamp
        files = tuple(ShownFile(file, resolver.shown(file)) for file in entry.row.attachments)
        words = mark_safe(resolver.entry(entry.row.html))  # noqa: S308 - sanitized
        entries.append(ShownEntry(entry, words, files, opens))
    pictures = [ShownFile(file, resolver.shown(file)) for file in document.page.pictures]
    context = {"document": document, "page": document.page, "blocks": blocks, "entries": entries, "pictures": pictures}
    return absolute_links(render_to_string("postmortems/export/document.html", context))
