"""Lessons as rows of a list, with the incident they come from."""

from postmortems.querysets import LessonQuerySet

LONG = (
    *("search", "postmortem__incident__search", "postmortem__incident__summary", "postmortem__incident__impact_text"),
    *("postmortem__incident__public_summary", "postmortem__incident__public_summary_html"),
)


def for_lesson_list(rows: LessonQuerySet) -> LessonQuerySet:
    """With all that a row shows, those of the newest incident first, and nothing that is long."""
    rows = rows.select_related("postmortem__incident").prefetch_related("postmortem__incident__services").defer(*LONG)
    return rows.order_by("-postmortem__incident__began_at", "-postmortem_id", "position", "id")
