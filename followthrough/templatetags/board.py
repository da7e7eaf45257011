"""The numbers of the board's tables. A tag, because two hundred cells cost a template more than the queries."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from followthrough.selectors.board_groups import NumberCell

register = template.Library()
NOTHING = '<td class="end num"><span class="muted">0</span></td>'


@register.simple_tag
def board_cells(cells: Iterable[NumberCell]) -> SafeString:
    """The cells of a line, each number a link to its rows; a zero is no link."""
    return SafeString("".join(_cell(cell) if cell.value else NOTHING for cell in cells))


def _cell(cell: NumberCell) -> str:
    late = ' class="danger strong"' if cell.column == "overdue" else ""
    return f'<td class="end num"><a href="{escape(cell.address)}"{late}>{cell.value}</a></td>'
