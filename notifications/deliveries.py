"""The kinds of deliveries that belong to this app itself."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from core.addresses import absolute
from notifications.emails import compose
from notifications.kinds import (
    ENDPOINT_TEST,
    Kind,
    Message,
    Post,
    PostLine,
    always_due,
    register,
    visible_to_everybody,
)
from notifications.models import Delivery
from notifications.services.account_mail import KIND
from notifications.services.test_mails import TEST_MAIL


def render_stored(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    """Django wrote these; they are stored ready to send."""
    return {one.pk: Message(one.subject, one.text, one.html) for one in deliveries}


register(
    Kind(
        name=KIND,
        label="Account",
        still_due=always_due,
        visible_to=visible_to_everybody,
        render=render_stored,
        may_lack_recipient=True,
        is_choosable=False,
    )
)


def render_test(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    """The same for everybody."""
    context = {"link": absolute(reverse("home"))}
    return {one.pk: compose("notifications/emails/test", context | {"reason": one.reason}) for one in deliveries}


register(
    Kind(
        name=TEST_MAIL,
        label="Test mail",
        still_due=always_due,
        visible_to=visible_to_everybody,
        render=render_test,
        is_choosable=False,
    )
)


def render_endpoint_test(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    """The same everywhere."""
    title, link = "A test message from Debrief", absolute(reverse("home"))
    text = "Messages that are chosen for this address will arrive here."
    post = Post(title, link, (PostLine(text),), {"text": text, "url": link})
    return {one.pk: Message(title, f"{text}\n", post=post) for one in deliveries}


register(
    Kind(
        name=ENDPOINT_TEST,
        label="Test message",
        still_due=always_due,
        visible_to=visible_to_everybody,
        render=render_endpoint_test,
        is_posted=True,
        may_lack_recipient=True,
    )
)
