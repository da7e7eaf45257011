"""Reads HTML the way a browser would and says what in it is outside the list."""

import re
from html.parser import HTMLParser

ATTRIBUTES: dict[str, set[str]] = {
    **{key: set() for key in "p br hr em strong code pre blockquote ul li table thead tbody tr h4 h5 h6".split()},  # noqa: SIM905
    "a": {"href", "title", "rel", "class"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
    "span": {"class"},
}
REL = "nofollow noopener noreferrer"
LINK = re.compile(r"https?://[^\s\\]+|mailto:[^\s\\]+|/(?![/\\])[^\s\\]*", re.IGNORECASE)
IMAGE = re.compile(r"/attachments/[0-9a-f-]{36}/[^\s\\?#/]+", re.IGNORECASE)


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ATTRIBUTES:
            self.faults.append(f"<{tag}>")
            return
        if tag not in {"br", "hr", "img"}:
            self.open.append(tag)
        values = {name: value or "" for name, value in attrs}
        self.faults += [f"{tag} {name}" for name in values if name not in ATTRIBUTES[tag]]
        if "href" in values and not LINK.fullmatch(values["href"]):
            self.faults.append(f"href {values['href']}")
        if tag == "a" and values.get("class") != "ref" and values.get("rel") != REL:
            self.faults.append(f"rel {values.get('rel')}")
        if "src" in values and not IMAGE.fullmatch(values["src"]):
            self.faults.append(f"src {values['src']}")
        if values.get("class", "ref") not in {"ref", "mention"}:
            self.faults.append(f"class {values['class']}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.faults.append("processing instruction")

    def unknown_decl(self, data: str) -> None:
        self.faults.append("unknown declaration")


def faults(html: str) -> list[str]:
    """Everything in the HTML that is outside the list, and every tag that is not closed where it should be."""
    checker = _Checker()
    checker.feed(html)
    checker.close()
    return checker.faults + [f"unclosed {tag}" for tag in checker.open]
