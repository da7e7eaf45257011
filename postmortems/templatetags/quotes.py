"""Puts quoted timeline entries into the rendered text of a section, and links the people it calls."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.markdown_links import link_mentions
from core.markdown_quotes import replace_quotes
from core.markdown_tables import framed
from incidents.selectors.quotes import Quotes

register = template.Library()


@register.filter
def quoted(html: str, quotes: Quotes) -> SafeString:
    """Rendered Markdown with its quoted entries, and links to people, as the reader may see them today."""

    def shown(entry: int) -> str:
        return render_to_string("postmortems/quoted_entry.html", {"quoted": quotes.entries.get(entry), "entry": entry})

    linked = link_mentions(framed(html), quotes.pages)
    return mark_safe(replace_quotes(linked, shown))  # noqa: S308 - both are sanitized or escaped
