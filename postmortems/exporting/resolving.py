"""Rendered texts as they leave Debrief: quotes, references, @names and pictures as the exporter may see them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from uuid import UUID

from core.addresses import absolute
from core.markdown_links import replace_marks
from core.markdown_pictures import replace_pictures
from core.markdown_quotes import quote_of, replace_quotes
from core.references import reference, written
from incidents.models import Attachment
from incidents.selectors.quotes import Quoted, Quotes
from postmortems.selectors.exports import ExportDocument, Sight

_LOCAL = re.compile(r'(<a [^<>]*?\bhref=")(/[^"]*")')

# What shows a picture: an address, such as one that holds its bytes; empty where it stays out of the file.
Source = Callable[[Attachment], str]


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves the texts of one document."""

    sight: Sight
    quotes: Quotes
    source: Source

    def text(self, html: str) -> str:
        """HTML that needs nothing of Debrief, and whose links lead there from anywhere."""
        return self._without_quotes(replace_quotes(html, self._quote))

    def entry(self, html: str) -> str:
        """The words of an entry, which quotes none."""
        return self._without_quotes(replace_quotes(html, lambda entry: f"<p>{quote_of(entry)}</p>"))

    def shown(self, file: Attachment) -> str:
        """The address that shows a picture; empty for other files, and for one that stays out of the file."""
        return self.source(file) if file.is_picture else ""

    def _without_quotes(self, html: str) -> str:
        html = replace_marks(html, referred=self._reference, mentioned=self._name)
        return absolute_links(replace_pictures(html, self._picture))

    def _quote(self, entry: int) -> str:
        quoted = self.quotes.entries.get(entry)
        if quoted is None:
            return f"<blockquote><p>(A timeline entry that cannot be shown: {entry})</p></blockquote>"
        return f"<blockquote><p><strong>{escape(_head(quoted))}</strong></p>{self._said(quoted)}</blockquote>"

    def _said(self, quoted: Quoted) -> str:
        row = quoted.row
        if row.redacted:
            return "<p>(redacted)</p>"
        state = f"<p>(struck through: {escape(row.struck.reason)})</p>" if row.struck else ""
        return f"{row.html}{state}"

    def _reference(self, prefix: str, number: int) -> str:
        words, kind = written(prefix, number), reference(prefix)
        if kind is None or (prefix, number) not in self.sight.references:
            return words
        return f'<a href="{absolute(kind.address(number))}">{words}</a>'

    def _name(self, name: str) -> str:
        return escape(self.sight.names.get(name.lower(), f"@{name}"), quote=False)

    def _picture(self, uuid: UUID, alt: str) -> str:
        file = self.sight.files.get(uuid)
        if file is None:
            return f"(a picture that cannot be shown: {alt})"
        source = self.shown(file)
        if not source:
            address = escape(absolute(file.get_absolute_url()))
            return f'(picture: <a href="{address}">{alt or escape(file.name, quote=False)}</a>)'
        return f'<img src="{escape(source)}" alt="{alt}">'


def _head(quoted: Quoted) -> str:
    row = quoted.row
    about = "about " if row.is_about else ""
    who = row.author if row.is_told else ""
    return ", ".join(part for part in (f"{about}{quoted.when}", quoted.incident, who, row.change) if part)


def resolver_of(document: ExportDocument, source: Source) -> Resolver:
    """The resolver of a document's texts. Of pictures that do not fit, the address is shown."""
    fitting = {picture.uuid for picture in document.pictures}
    return Resolver(document.sight, document.page.quotes, lambda file: source(file) if file.uuid in fitting else "")


def absolute_links(html: str) -> str:
    """Links to pages of Debrief with the whole address."""
    return _LOCAL.sub(lambda found: f"{found[1]}{escape(absolute(''), quote=True)}{found[2]}", html)
