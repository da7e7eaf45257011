"""What the tests of chats and webhooks share."""

import base64
import hashlib
import hmac
from uuid import uuid4

from incidents.services.creating import IncidentDetails
from incidents.services.declaring import declare_incident
from notifications.models import Delivery
from notifications.services.endpoints import queue_test
from notifications.services.posting import post_waiting

ANNOUNCED, RESOLVED = "incident.announced", "incident.resolved"


def declare(actor, **more):
    details = IncidentDetails(title="Shop <unreachable> & slow", level=1, zone="UTC", **more)
    return declare_incident(actor=actor, details=details, client_uuid=uuid4())


def sent_test(made, admin) -> Delivery:
    delivery = queue_test(endpoint=made, actor=admin, client_uuid=uuid4())
    post_waiting(seconds=30)
    delivery.refresh_from_db()
    made.refresh_from_db()
    return delivery


def is_signed(headers, body, secret) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in headers["webhook-signature"].split()
