"""What a page says, however its template is broken into lines."""

from html.parser import HTMLParser

from django.http import HttpResponse

INLINE = {"a", "abbr", "b", "code", "del", "em", "i", "ins", "mark", "small", "span", "strong", "sub", "sup", "time"}
NEVER_SHOWN = {"script", "style", "template", "head"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def html_of(response: HttpResponse) -> str:
    """The page with each run of white space as one space, as a browser shows it."""
    return " ".join(response.content.decode().split())


def text_of(html: str) -> str:
    """The words of a page as they are shown: without tags and what is hidden, with the words for its pictures."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.words).split())


class _Words(HTMLParser):
    """Collects what is shown. `hidden` counts the open elements from the outermost one that is not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in VOID:
            if tag == "img" and not self.hidden:
                self.words.append(f" {names.get('alt') or ''} ")
            return
        if self.hidden or tag in NEVER_SHOWN or "hidden" in names:
            self.hidden += 1
        self._part(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One such as `<path/>` has no words."""

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= 1 if self.hidden else 0
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)

    def _part(self, tag: str) -> None:
        if tag not in INLINE:
            self.words.append(" ")
