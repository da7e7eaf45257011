"""Once a day each endpoint that wants it is told what of its team is overdue."""

from accounts.models import company_zone
from core import clock
from followthrough.schedule import DigestTimes, digest_day
from followthrough.selectors.overdue import company_days, overdue_items
from notifications.models import Delivery, Endpoint
from notifications.services import queue_for_endpoint

POSTED_OVERDUE = "action_items.overdue"


def plan_overdue_posts() -> int:
    """Writes those that are due now, on working days from nine in the company's zone; returns how many.

    Safe to call at any time, any number of times at once. Where nothing is overdue nothing is written.
    """
    zone = company_zone()
    day = digest_day(clock.now(), DigestTimes(zone))
    if day is None:
        return 0
    key = f"{POSTED_OVERDUE}:{day.isoformat()}"
    told = Delivery.objects.filter(kind=POSTED_OVERDUE, dedup_key__startswith=f"{key}:").values("endpoint")
    wanting = Endpoint.objects.filter(is_enabled=True, kinds__contains=[POSTED_OVERDUE]).exclude(pk__in=told)
    written = 0
    days = None
    for endpoint in wanting:
        days = days or company_days(zone)
        if overdue_items(endpoint.team_id, days).exists():
            payload = {"day": day.isoformat(), "team": endpoint.team_id}
            new = queue_for_endpoint(endpoint=endpoint, kind=POSTED_OVERDUE, key=key, payload=payload)
            written += new is not None
    return written
