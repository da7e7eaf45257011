"""What the tests of reviews share."""

from notifications.models import Delivery
from postmortems.selectors.sign_offs import review_of
from postmortems.services.postmortems import change_status as move


def told(kind):
    return list(Delivery.objects.filter(kind=kind).select_related("recipient").order_by("pk"))


def stands(postmortem, reviewer):
    review = review_of(postmortem, reviewer)
    return review.mine.sign_off.stands


def publish_reviewed(postmortem, actor):
    move(postmortem=postmortem, actor=actor, action="publish")
