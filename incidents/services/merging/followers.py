"""Whoever follows a duplicate follows the incident that it was merged into."""

from incidents.models import Follower, Incident, Merge
from incidents.querysets import people_seeing


def take_followers(merge: Merge, source: Incident, target: Incident) -> None:
    """Those who follow the source and may see the target follow the target, too, until the merge is undone.

    They go on following the source: it is read-only, and undoing finds them there.
    """
    seeing = people_seeing(target).filter(follows__incident=source)
    Follower.objects.bulk_create(
        (Follower(incident=target, person=person, came_with=merge) for person in seeing), ignore_conflicts=True
    )


def return_followers(merge: Merge) -> None:
    """Those who followed the target by this merge alone no longer do."""
    Follower.objects.filter(came_with=merge).delete()
