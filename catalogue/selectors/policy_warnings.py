"""What a policy says and nobody will ever get, or not when it says: in words for its page."""

from catalogue.enums import Deadline
from catalogue.selectors.policies import OF_POSTMORTEMS, Notice, PolicyRule

COUNTED_FROM = {
    Deadline.OWNER: "the action item was added",
    Deadline.DONE: "the action item was added",
    Deadline.VERIFIED: "it was done",
    Deadline.POSTMORTEM: "the incident was resolved",
    Deadline.REVIEW: "the reviewer was asked",
}
COUNTED_BY_POLICY = (Deadline.OWNER, Deadline.REVIEW)  # of the others people may set another date


def warnings_of_notices(rule: PolicyRule) -> list[str]:
    """One for each of its notices that never comes, or not on the day it names."""
    return [words for notice in rule.notices if (words := warning_of(rule, notice))]


def warning_of(rule: PolicyRule, notice: Notice) -> str:
    """Why a notice never comes, or not on the day it names; empty where it does."""
    if rule.is_for_items_only and notice.deadline in OF_POSTMORTEMS:
        return "Never comes: this policy names a kind or a priority, and postmortems have neither."
    days = rule.days_until(Deadline(notice.deadline))
    if days is None or -notice.days <= days:
        return ""
    begins = (
        f"{-notice.days} days before lies before {COUNTED_FROM[Deadline(notice.deadline)]}, as this policy gives "
        f"{days} day{'' if days == 1 else 's'}"
    )
    where = "" if notice.deadline in COUNTED_BY_POLICY else " where the proposed date is kept"
    if any(_comes_instead(other, notice, days) for other in rule.notices):
        return f"Never comes{where}: {begins}, and a later notice to the same people takes its place."
    return f"Comes with the first digest{where}: {begins}."


def words_of_count(count: int) -> str:
    """How many notices have a warning."""
    return f"{'One notice' if count == 1 else f'{count} notices'} may never come, or not on the day named"


def _comes_instead(other: Notice, notice: Notice, days: int) -> bool:
    """Both have come when the days begin; of one deadline a person is told what came last."""
    same = (other.deadline, other.to, other.person) == (notice.deadline, notice.to, notice.person)
    return same and notice.days < other.days <= -days and not notice.is_weekly
