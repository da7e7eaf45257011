"""The numbers of the board's tables, and what an incident cost.

The numbers are a tag, because two hundred cells cost a template more than the queries.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from core.durations import Duration
from followthrough.selectors.board_groups import NumberCell
from followthrough.selectors.recurrence_costs import cost_of
from incidents.models import Incident

register = template.Library()
NOTHING = '<td class="end num"><span class="muted">0</span></td>'


@register.simple_tag
def board_cells(cells: Iterable[NumberCell]) -> SafeString:
    """The cells of a line, each number a link to its rows; a zero is no link."""
    return SafeString("".join(_cell(cell) if cell.value else NOTHING for cell in cells))


@register.simple_tag
def cost_words(incident: Incident, impact: Duration) -> str:
    """What the incident cost, of which the page has read how long its impact lasted."""
    return cost_of(incident, impact).words


def _cell(cell: NumberCell) -> str:
    late = ' class="danger strong"' if cell.column == "overdue" else ""
    return f'<td class="end num"><a href="{escape(cell.address)}"{late}>{cell.value}</a></td>'
