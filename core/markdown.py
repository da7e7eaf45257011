"""The one renderer of untrusted text: Markdown in, sanitized HTML out, in bounded time for every input.

Raw HTML in the source is shown as text, and characters that turn the direction of text around by their number. Images
come only from our own attachments. What would take too long to render is shown as it was typed.
"""

import html as html_module
import re
import threading
import time
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import markdown
import nh3
from markdown.inlinepatterns import AUTOMAIL_RE, InlineProcessor
from markdown.treeprocessors import Treeprocessor

from core.direction import with_turns_shown
from core.errors import DomainError
from core.markdown_links import REL, decorate
from core.markdown_quotes import mark_quotes
from core.markdown_segments import Segment, cost, is_too_deep, split
from core.markdown_tables import joined

RENDERER_VERSION = 4  # raise it with every change of the output; stored HTML is then rendered again
LONGEST = 256 * 1024  # bytes of UTF-8
DEAREST_SEGMENT = 120_000.0  # microseconds, as `cost` estimates
BUDGET = 450_000.0  # microseconds for all segments of a text, as `cost` estimates
PATIENCE = 0.7  # seconds of this thread's processor time, whatever the estimates said

TAGS = frozenset(
    "a blockquote br code em h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr ul".split()  # noqa: SIM905
)
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
ALIGNMENTS = {tag: {"align": {"left", "center", "right"}} for tag in ("td", "th")}

_LINK = re.compile(r"(?:https?://[^\s\\]+|mailto:[^\s\\]+|/(?![/\\])[^\s\\]*)", re.IGNORECASE)
_ATTACHMENT = re.compile(r"/attachments/[0-9a-fA-F-]{36}/(?!\.{1,2}$)[^\s\\?#/]+")
_NUMBER = re.compile(r"[0-9]{1,9}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DEFINITION = re.compile(r" {0,3}\[([^\[\]\n]{1,200})\]:[ \t]*<?([^\s<>]+)>?(?:[ \t]+[\"'(](.*)[\"')])?[ \t]*$")
_MOST_DEFINITIONS = 1_000
_LEVEL = {"h1": "h4", "h2": "h5", "h3": "h6", "h4": "h6", "h5": "h6"}


class TextTooLong(DomainError):
    """More text than one field takes."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML that is safe to show, the version of the renderer that made it, and whether any part stayed as typed."""

    html: str
    version: int
    fell_back: bool


class _MailAddress(InlineProcessor):
    """`<foo@example.com>` becomes a link, written as it is: the library's own hides each letter behind a number."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # noqa: N802
        link = ET.Element("a")
        link.text = self.unescape(m[1]).removeprefix("mailto:")
        link.set("href", f"mailto:{link.text}")
        return link, m.start(0), m.end(0)


class _Outline(Treeprocessor):
    """Headings below those of the page; a picture from elsewhere becomes a link to it."""

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            element.tag = _LEVEL.get(element.tag, element.tag)
            source = element.get("src", "")
            if element.tag == "img" and not _ATTACHMENT.fullmatch(source):
                element.tag = "a"
                element.text = element.get("alt") or source
                element.attrib.clear()
                element.set("href", source)


class _Renderer(threading.local):
    """One instance of the library for each thread: it keeps state while it runs."""

    instance: Any = None

    def convert(self, text: str, references: dict[str, tuple[str, str]]) -> str:
        """Unsanitized HTML. After an error, the next text gets a fresh instance."""
        library, self.instance = self.instance or _library(), None
        library.reset()
        library.references.update(references)
        converted = str(library.convert(text))
        self.instance = library
        return converted


def without_controls(text: str) -> str:
    """The text without control characters, which no document may have; tabs and line breaks stay."""
    return _CONTROLS.sub("", text)


def _library() -> Any:
    library = markdown.Markdown(
        extensions=["tables", "sane_lists", "nl2br"], extension_configs={"tables": {"use_align_attribute": True}}
    )
    library.preprocessors.deregister("html_block")
    library.inlinePatterns.deregister("html")
    library.inlinePatterns.deregister("automail")
    library.inlinePatterns.register(_MailAddress(AUTOMAIL_RE, library), "debrief_mail", 110)
    library.treeprocessors.register(_Outline(library), "debrief_outline", 5)
    return library


_renderer = _Renderer()


def render(source: str) -> Rendered:
    """Render Markdown to sanitized HTML. Raises TextTooLong beyond 256 kB; any other input of any shape is rendered.

    Takes well under a second: what would not is shown as typed, with its line breaks (`fell_back`).
    """
    if len(source.encode("utf-8", "surrogatepass")) > LONGEST:
        raise TextTooLong(f"This text is longer than {LONGEST // 1024} kB. Attach it as a file, or shorten it.")
    text = without_controls(source.replace("\r\n", "\n").replace("\r", "\n"))
    text = with_turns_shown(text.encode("utf-8", "replace").decode())
    references = _references(text)
    deadline = time.thread_time() + PATIENCE
    spent, fell_back = 0.0, False
    out: list[str] = []
    for segment in split(text):
        estimate = 0.0 if segment.is_code else cost(segment.source)
        spent += estimate if estimate <= DEAREST_SEGMENT else 0.0
        in_time = spent <= BUDGET and estimate <= DEAREST_SEGMENT and time.thread_time() < deadline
        rendered = _segment(segment, references) if in_time else None
        fell_back = fell_back or rendered is None
        whole = joined(out[-1], rendered) if segment.table and rendered and out else None
        if whole is not None:
            out[-1] = whole
        else:
            out.append(plain(segment.text) if rendered is None else rendered)
    return Rendered(mark_quotes(decorate("\n".join(out))), RENDERER_VERSION, fell_back)


def _segment(segment: Segment, references: dict[str, tuple[str, str]]) -> str | None:
    """Sanitized HTML of one piece, or None where it has to stay as typed."""
    if segment.is_code:
        return f"<pre><code>{html_module.escape(segment.text, quote=False)}\n</code></pre>"
    if is_too_deep(segment.text):
        return None
    try:
        return sanitize(_renderer.convert(segment.source, references))
    except RecursionError:
        return None


def sanitize(html: str) -> str:
    """The allow-list: these tags, these attributes, links by http, https, mailto or within Debrief, our own images."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        tag_attribute_values=ALIGNMENTS,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if _LINK.fullmatch(value) else None
    if name == "src":
        return value if _ATTACHMENT.fullmatch(value) else None
    if name == "start":
        return value if _NUMBER.fullmatch(value) else None
    return value


def plain(text: str) -> str:
    """Text as it was typed: escaped, with paragraphs and line breaks."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", html_module.escape(text, quote=False)))
    return "\n".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


def _references(text: str) -> dict[str, tuple[str, str]]:
    """The link definitions of the whole text (`[name]: address "title"`), for pieces that are rendered apart."""
    if "]:" not in text:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for line in text.split("\n"):
        if "]:" in line and (match := _DEFINITION.match(line)) and len(found) < _MOST_DEFINITIONS:
            found[" ".join(match[1].split()).lower()] = (match[2], match[3] or "")
    return found
