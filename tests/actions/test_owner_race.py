"""Giving work to somebody while the incident is made private, each in a transaction of its own."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import User
from actions.services.items import ActionDetails, create_action_item, edit_action_item
from actions.services.owner_and_date import give_to
from core.errors import Conflict, DomainError
from incidents.models import Incident
from incidents.services.attachments import attach_file
from incidents.services.members import add_member, remove_member, set_privacy
from postmortems.enums import FactorKind, SectionKind
from postmortems.services.analysis import add_factor
from postmortems.services.saving import save_section
from postmortems.services.sections import add_section
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_incident
from tests.factories.postmortems import make_postmortem, section_of
from tests.together import elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


def agree(incident: Incident, actor: User, owner: User) -> Any:
    return create_action_item(
        incident=incident, actor=actor, details=ActionDetails("Rotate", owner=owner), client_uuid=uuid4()
    )


def hand_over(incident: Incident, actor: User, owner: User) -> Any:
    return give_to(item=incident.action_items.get(), actor=actor, owner=owner)


def edit(incident: Incident, actor: User, owner: User) -> Any:
    item = incident.action_items.get()
    return edit_action_item(item=item, actor=actor, details=ActionDetails("Rotate", owner=owner), base_version=1)


@pytest.mark.parametrize("give", [agree, hand_over, edit])
def test_an_owner_is_checked_after_the_incident_was_made_private(responder, give) -> None:
    incident, owner = make_incident(by=responder, lead=responder), make_user("Fatuma Ali")
    if give is not agree:
        make_action_item(incident)
    with transaction.atomic():
        set_privacy(incident=incident, actor=responder, is_private=True)
        answer = elsewhere(lambda: give(incident, responder, owner))
    refused = answer()
    assert isinstance(refused, DomainError)
    assert refused.field == "make_member"


def test_it_is_not_made_private_over_an_owner_who_was_just_given_work(responder) -> None:
    incident, owner = make_incident(by=responder, lead=responder), make_user("Fatuma Ali")
    with transaction.atomic():
        agree(incident, responder, owner)
        answer = elsewhere(lambda: set_privacy(incident=incident, actor=responder, is_private=True))
    refused = answer()
    assert "Fatuma Ali owns ACT-" in refused.message
    incident.refresh_from_db()
    assert not incident.is_private


def test_a_member_who_owns_work_stays_until_somebody_else_has_it(responder) -> None:
    incident, owner = make_incident(by=responder, lead=responder), make_user("Fatuma Ali")
    item = agree(incident, responder, owner)
    add_member(incident=incident, actor=responder, person=owner)
    set_privacy(incident=incident, actor=responder, is_private=True)
    with pytest.raises(DomainError, match="would no longer see it"):
        remove_member(incident=incident, actor=responder, person=owner)
    give_to(item=item, actor=responder, owner=None)
    remove_member(incident=incident, actor=responder, person=owner)


SAME = uuid4()


def factor(incident: Incident, actor: User) -> Any:
    return add_factor(
        postmortem=incident.postmortem, actor=actor, kind=FactorKind.TRIGGER, text="A cause", client_uuid=SAME
    )


def file(incident: Incident, actor: User) -> Any:
    upload = SimpleUploadedFile("log.txt", b"words")
    return attach_file(incident=incident, actor=actor, upload=upload, client_uuid=SAME)


def section(incident: Incident, actor: User) -> Any:
    return add_section(postmortem=incident.postmortem, actor=actor, heading="More", client_uuid=SAME)


def text(incident: Incident, actor: User) -> Any:
    wanted = section_of(incident.postmortem, SectionKind.IMPACT)
    return save_section(section=wanted, actor=actor, body="Words", base_version=0, client_uuid=SAME)


@pytest.mark.parametrize("store", [factor, file, section, text])
def test_the_same_uuid_on_two_parents_at_once_is_a_conflict(responder, store, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    first, second = (make_postmortem(author=responder).incident for _ in range(2))
    with transaction.atomic():
        store(first, responder)
        answer = elsewhere(lambda: store(second, responder))
    refused = answer()
    assert isinstance(refused, Conflict)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == int(store is file)
