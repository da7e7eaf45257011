"""What the paths of `pages.py` name: things of the examples, and what the examples lack."""

import json
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid4, uuid5

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Team, User
from accounts.services.links import Link, make_link
from actions.models import ActionItem, ActionTemplate
from actions.services.notices import GIVEN
from catalogue.models import Checklist, FactorCategory, Policy, Service
from core.clock import now
from core.downloads import ExportFormat
from customers.models import Customer, Letter, Maintenance, Report, UpdateTemplate
from customers.services.updates import UpdateWords, draft_update
from followthrough.enums import RecurrenceKind
from followthrough.models import Recurrence
from followthrough.services.questions import ask_owner
from importing.readers.documents.facts import Warned
from importing.services.batches import ImportOptions
from incidents.models import Attachment, Incident
from incidents.services.creating import IncidentDetails
from incidents.services.declaring import declare_incident
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.timeline import EntryDetails, append_entry
from notifications.enums import Channel, EndpointKind, State, Wanted
from notifications.models import Delivery, Endpoint
from notifications.services.choices import choose_channels
from postmortems.models import Factor, Measure, Postmortem, PostmortemTemplate, Section
from postmortems.services.exports import ask_export
from postmortems.services.interviews import NoteWords, add_interview_note
from tests.accounts.passkeys import Passkey
from tests.factories.documents import make_document
from tests.factories.importing import read_import
from transfer.services.exports import ask_full_export

SECURED = "chloe@example.com"
INVITED = "tom@example.com"
PASSWORD = "a wise crow flies late"
CREATION = {"publicKey": {"challenge": "YSBjaGFsbGVuZ2U"}}  # what a passkey answers that nobody checks


def examples() -> dict[str, Any]:
    """Things of the examples."""
    shop = Incident.objects.get(title__startswith="Shop unreachable")
    ended = Incident.objects.get(title__startswith="Checkout fails")
    drill = _drill()
    foreseen = Recurrence.objects.counting().filter(recurred=RecurrenceKind.FORESEEN).latest("incident__began_at")
    return {
        "foreseen": foreseen.incident_id,
        "waited": foreseen.item_id,
        "incident": shop.get_absolute_url(),
        "past": ended.get_absolute_url(),
        "work": drill.get_absolute_url(),
        "drill": drill.pk,
        "entry": shop.entries.told().earliest("seq").pk,
        "told": shop.updates.published().latest("pk").pk,
        "fresh": drill.entries.told().latest("pk").pk,
        "task": drill.tasks.filter(state="open").earliest("pk").pk,
        "file": Attachment.objects.earliest("pk"),
        "item": ActionItem.objects.unfinished().earliest("due_on").pk,
        "causes": Section.objects.get(postmortem__incident=shop, kind="root_cause").pk,
        "impact": Section.objects.get(postmortem__incident=shop, kind="impact").pk,
        "factor": Factor.objects.filter(postmortem__incident=shop).earliest("pk").pk,
        "new": Report.objects.filter(state__in=("new", "seen")).earliest("pk").pk,
        "customer": Customer.objects.get(name="Baobab Books").pk,
        "letter": Letter.objects.get(versions__signed_at=None).pk,
        "signed": Letter.objects.exclude(versions__signed_at=None).get().pk,
        "measure": Measure.objects.filter(postmortem__incident=shop).earliest("position").pk,
        "affected": shop.affected_customers.get(customer=None).pk,
        "joined": Report.objects.exclude(state="new").earliest("pk").pk,
        "delivery": Delivery.objects.earliest("pk").pk,
        "template": PostmortemTemplate.objects.earliest("pk").pk,
        "category": FactorCategory.objects.earliest("pk").pk,
        "policy": Policy.objects.earliest("pk").pk,
        "checklist": Checklist.objects.earliest("pk").pk,
        "maintenance": Maintenance.objects.get().pk,
        "status_month": f"/status/history/{now():%Y}/{now().month}/",
        "person": User.objects.get(email="brian@example.com").pk,
        "team": Team.objects.earliest("pk").pk,
        "service": Service.objects.earliest("pk").pk,
    }


def prepared() -> dict[str, Any]:
    """What the examples lack: a duplicate that was merged, one that could be, a text and a document
    that wait, a file that is being made, and the links of people who come by them."""
    drill = _drill()
    amina = User.objects.get(email="amina@example.com")
    duplicate, twin = (_doubled(amina) for _ in range(2))
    merge_incident(source=duplicate, target=drill, actor=amina, choices=MergeChoices(reason="The same mails"))
    text = "10:02 Brian: The queue grows\n10:05 Fatuma: Asked the provider\n10:05 Fatuma: Asked the provider\n"
    batch = read_import(incident=drill, actor=amina, text=text, options=ImportOptions(zone=amina.zone))
    postmortem = Postmortem.objects.get(incident__title__startswith="Checkout fails")
    document = make_document(amina, warnings=(Warned("two_dates", "Two dates disagree.", 2),))
    note = add_interview_note(postmortem=postmortem, actor=amina, words=NoteWords("Brian", None, "It was **late**."))
    question = postmortem.open_questions.open().earliest("pk")
    template, _ = ActionTemplate.objects.get_or_create(title="Add an alert", description="Say who gets it, and when.")
    made = {
        "action_template": template.pk,
        "duplicate": duplicate.pk,
        "twin": twin.pk,
        "batch": batch.pk,
        "document": document.pk,
        "documents": document.batch_id,
        "note": note.pk,
        "question": question.pk,
    }
    made |= {"draft": _draft(drill, amina), "update_template": UpdateTemplate.objects.earliest("pk").pk}
    made |= {"summary": _summary()}
    made |= {"owner_question": _question(amina), "message": _message(amina), "endpoint": _endpoint()}
    return made | {"export": _export(amina), "full_export": _full_export()} | _links()


def _draft(drill: Incident, author: User) -> int:
    """Words for customers that wait for approval."""
    words = UpdateWords("Order confirmations arrive on time again.", next_in=30)
    return draft_update(incident=drill, actor=author, words=words, client_uuid=uuid5(NAMESPACE_URL, "draft")).pk


def _summary() -> int:
    """The number of an incident of which customers may read what was learned."""
    shop = Incident.objects.get(title__startswith="Shop unreachable")
    return shop.pk


def _question(owner: User) -> int:
    """What a manager wants to know of an action item."""
    item = ActionItem.objects.unfinished().filter(owner=owner).earliest("pk")
    manager = User.objects.get(email="grace@example.com")
    words = "What is holding it up, and when will it be done?"
    return ask_owner(item=item, actor=manager, text=words, client_uuid=uuid5(NAMESPACE_URL, "question")).pk


def _endpoint() -> int:
    """A chat that takes no messages at present."""
    facts = {"kind": EndpointKind.SLACK, "kinds": ["incident.announced"], "host": "hooks.slack.com", "url_end": "x8Qd"}
    facts |= {"last_at": now(), "last_succeeded": False, "last_answer": "404 no_service"}
    return Endpoint.objects.get_or_create(name="Shop chat", defaults=facts)[0].pk


def _message(to: User) -> int:
    """One in the inbox, about an action item of theirs."""
    choose_channels(person=to, wanted={GIVEN: Wanted.INBOX})
    item = ActionItem.objects.unfinished().filter(owner=to).earliest("pk")
    facts = {"kind": GIVEN, "channel": Channel.INBOX, "recipient": to, "address": to.email, "state": State.SENT}
    facts |= {"payload": {"item": item.pk}, "reason": f"Daniel Mwangi assigned {item.reference} to you."}
    return Delivery.objects.get_or_create(dedup_key="in-the-inbox", defaults=facts)[0].pk


def _full_export() -> int:
    """Everything, while it is being made."""
    admin = User.objects.get(email="daniel@example.com")
    return ask_full_export(actor=admin, client_uuid=uuid5(NAMESPACE_URL, "full export")).pk


def _export(by: User) -> int:
    """A file that is still to be made."""
    postmortem = Postmortem.objects.get(incident__title__startswith="Shop unreachable")
    kind = ExportFormat.HTML
    return ask_export(postmortem=postmortem, actor=by, kind=kind, client_uuid=uuid5(NAMESPACE_URL, "export")).pk


def _drill() -> Incident:
    return Incident.objects.get(is_drill=True, is_example=True)


def _doubled(by: User) -> Incident:
    details = IncidentDetails(title="Order confirmations do not come", level=3, zone=by.zone, is_drill=True)
    incident = declare_incident(actor=by, details=details, client_uuid=uuid4(), quiet=True)
    append_entry(
        incident=incident, actor=by, details=EntryDetails(text="Two shops ask.", happened_at=incident.declared_at)
    )
    return incident


def _links() -> dict[str, str]:
    """Paths that let somebody in, or choose a password; the pictures may be taken twice from one database."""
    secured = User.objects.filter(email=SECURED).first()
    if secured is None:
        secured = User.objects.create_user(SECURED, PASSWORD, name="Chloe Baker", role=Role.RESPONDER)
        TOTP.activate(secured, generate_totp_secret())
        RecoveryCodes.activate(secured)
        WebAuthn.add(secured, "Work laptop", json.loads(Passkey().created({"creation_options": CREATION})))
    invited = User.objects.filter(email=INVITED).first()
    invited = invited or User.objects.create_user(INVITED, None, name="Tom Berg", role=Role.RESPONDER)
    key = default_token_generator.make_token(secured)
    return {
        "invitation": urlsplit(make_link(Link.INVITATION, invited)).path,
        "passkey": Authenticator.objects.get(user=secured, type=Authenticator.Type.WEBAUTHN).pk,
        "sign_in": urlsplit(make_link(Link.SIGN_IN, secured)).path,
        "reset": reverse("account_reset_password_from_key", args=[user_pk_to_url_str(secured), key]),
    }
