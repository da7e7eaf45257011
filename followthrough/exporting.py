"""The board as CSV."""

from django.http import StreamingHttpResponse

from actions.due import DUE_WITHIN
from core.csv_export import csv_response
from followthrough.selectors.board_groups import Groups

BOARD_HEADER = (
    "of",
    "name",
    "overdue",
    f"due within {DUE_WITHIN.days} days",
    "without owner",
    "blocked",
    "to verify",
    "open",
)


def board_csv(found: Groups) -> StreamingHttpResponse:
    """The tables of the board: one line for each team and each owner, and the total."""
    lines = [
        ("all", found.total),
        *(("team", line) for line in found.teams),
        *(("owner", line) for line in found.owners),
    ]
    return csv_response("follow-through.csv", BOARD_HEADER, [(of, line.name, *line.numbers) for of, line in lines])
