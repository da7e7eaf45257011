"""The customer version, as HTML and as Markdown."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.downloads import ExportFormat
from core.markdown_writer import escaped, markdown_of
from incidents.models import Attachment
from postmortems.exporting.customer_text import (
    NO_PICTURES,
    Inside,
    LeftOut,
    PictureSource,
    customer_text,
    customer_words,
    first_names_in,
    words_pattern,
)
from postmortems.exporting.pictures import data_address
from postmortems.models import Section
from postmortems.selectors.customer_version import CustomerSections

FORMATS = (ExportFormat.HTML, ExportFormat.MARKDOWN)


@dataclass(frozen=True, slots=True)
class CustomerPart:
    """A section as customers read it."""

    number: int
    heading: str
    html: SafeString
    left_out: LeftOut
    first_names: list[str]  # that still stand in it


@dataclass(frozen=True, slots=True)
class CustomerVersion:
    """All that customers read."""

    title: str
    parts: list[CustomerPart]

    @property
    def needs_reading(self) -> bool:
        """Whether something was left out of it, or a first name still stands in it."""
        return any(part.left_out or part.first_names for part in self.parts)

    @property
    def markdown(self) -> str:
        """The same as text."""
        lines = [f"# {escaped(self.title)}"]
        for part in self.parts:
            lines += [f"\n## {escaped(part.heading)}\n", markdown_of(part.html)]
        return "\n".join(lines).rstrip() + "\n"


def customer_version(found: CustomerSections, address_of: Callable[[Attachment], str] | None = None) -> CustomerVersion:
    """The customer version; with `address_of` its pictures are shown."""
    pictures = PictureSource({file.uuid: address_of(file) for file in found.pictures} if address_of else {})
    inside = words_pattern(found.inside_words)
    title = customer_words(found.title, inside, LeftOut())
    return CustomerVersion(title, [_part(section, inside, pictures, found.first_names) for section in found.sections])


def left_out_of(section: Section, names: Collection[str]) -> LeftOut:
    """What customers would not read of a section."""
    return _part(section, words_pattern(names), NO_PICTURES).left_out


def _part(section: Section, inside: Inside, pictures: PictureSource, first_names: Collection[str] = ()) -> CustomerPart:
    text = customer_text(section.html, inside, pictures)
    heading = customer_words(section.heading, inside, text.left_out)
    names = first_names_in(text.html, first_names)
    return CustomerPart(section.pk, heading, mark_safe(text.html), text.left_out, names)  # noqa: S308 - sanitized


def customer_file(found: CustomerSections, kind: ExportFormat) -> bytes:
    """The file; pictures are in it."""
    version = customer_version(found, data_address)
    if kind == ExportFormat.MARKDOWN:
        return version.markdown.encode()
    return render_to_string("postmortems/export/customer.html", {"version": version}).encode()
