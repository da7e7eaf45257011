"""Words that leave the company: what they may be made of, so that they read the same in a mail, a chat and a page."""

import re

from core import markdown
from core.addresses import absolute
from core.errors import DomainError
from core.markdown import Rendered
from core.markdown_links import mentions_in, references_in
from core.references import written

LONGEST_UPDATE = 4000
SIMPLE = frozenset("p br strong em code a ul ol li".split())  # noqa: SIM905

_TAG = re.compile(r"<([a-z0-9]+)")
_LOCAL = re.compile(r'<a [^<>]*?\bhref="/')
_REFERENCE = re.compile(r'<a class="ref" [^<>]*>')


def public_words(text: str, *, most: int = LONGEST_UPDATE, what: str = "An update") -> Rendered:
    """Rendered Markdown of words for customers; DomainError, at `text`, for what they cannot read or open.

    `what` they are, such as *An update*, has at most so many characters.

    That is an internal reference, an @name, an address of Debrief, and anything beyond paragraphs, lists, bold and
    links: a mail or a chat would not show it as it is here.
    """
    if len(text) > most:
        raise DomainError(f"{what} has at most {most} characters; this one has {len(text)}.", field="text")
    rendered = markdown.render(text)
    if refusal := _refusal(rendered.html):
        raise DomainError(f"{refusal} Nothing was stored, and what you typed is kept.", field="text")
    return rendered


def _refusal(html: str) -> str:
    for prefix, numbers in references_in([html]).items():
        return f"Customers cannot open {written(prefix, min(numbers))}: say it in words instead."
    for name in mentions_in([html]):
        return f"Customers do not know @{name}: leave the name out."
    if _LOCAL.search(_REFERENCE.sub("", html)) or absolute("/") in html:
        return "Customers cannot open an address of Debrief: leave the link out."
    if set(_TAG.findall(html)) - SIMPLE - {"span"}:
        return "Headings, tables, pictures and quotes are lost in a mail or a chat: use paragraphs, lists and bold."
    return ""
