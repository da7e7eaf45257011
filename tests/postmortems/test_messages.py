"""Mail about postmortems: a publication, and an @name in a section."""

import pytest
from django.urls import reverse

from incidents.services import NotAMember
from notifications.kinds import find
from notifications.models import Delivery
from postmortems.enums import SectionKind
from postmortems.services.notices import NAMED, PUBLISHED
from postmortems.services.postmortems import change_status
from postmortems.services.sections import remove_section
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of


def told(kind):
    return list(Delivery.objects.filter(kind=kind).select_related("recipient").order_by("pk"))


def handle(person):
    return person.email.partition("@")[0]


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary="Payments **failed** for two hours.")


def test_those_who_took_part_hear_of_a_publication(postmortem, responder, manager, admin):
    make_entry(postmortem.incident, by=manager)
    publish(postmortem, responder)
    (delivery,) = told(PUBLISHED)
    assert delivery.recipient == manager  # not who published, and not an admin who did nothing
    message = find(PUBLISHED).render([delivery])[delivery.pk]
    assert "Payments failed for two hours." in message.text
    assert postmortem.get_absolute_url() in message.text


def test_a_publication_taken_back_is_not_sent_and_the_next_one_is(postmortem, responder, manager):
    make_entry(postmortem.incident, by=manager)
    published = publish(postmortem, responder)
    reopened = change_status(postmortem=published, actor=responder, action="reopen", reason="a wrong number")
    assert "reopened" in find(PUBLISHED).still_due(told(PUBLISHED))[told(PUBLISHED)[0].pk]
    publish(reopened, responder)
    assert len(told(PUBLISHED)) == 2
    assert not find(PUBLISHED).still_due(told(PUBLISHED))


def test_who_cannot_see_it_hears_nothing(responder, manager):
    incident = make_over(lead=responder, members=(responder, manager))
    make_entry(incident, by=manager)
    postmortem = make_postmortem(incident=incident, author=responder)
    incident.memberships.filter(user=manager).delete()
    publish(postmortem, responder)
    assert not told(PUBLISHED)


def test_a_member_who_left_is_not_sent_what_was_queued(responder, manager):
    incident = make_over(lead=responder, members=(responder, manager))
    make_entry(incident, by=manager)
    publish(make_postmortem(incident=incident, author=responder), responder)
    (delivery,) = told(PUBLISHED)
    assert find(PUBLISHED).visible_to([(manager, delivery)]) == {delivery.pk}
    incident.memberships.filter(user=manager).delete()
    assert not find(PUBLISHED).visible_to([(manager, delivery)])


def test_a_name_in_a_section_tells_once(postmortem, responder, manager):
    section = section_of(postmortem, SectionKind.ROOT_CAUSE)
    section = save(section, responder, f"@{handle(manager)} found it, `@{handle(responder)}` did not.")
    section = save(section, responder, f"Again: @{handle(manager)} found it.")
    (delivery,) = told(NAMED)
    assert delivery.recipient == manager
    message = find(NAMED).render([delivery])[delivery.pk]
    assert "mentioned you in the postmortem" in message.subject
    assert "Again:" in message.text


def test_a_name_taken_out_is_not_told(postmortem, responder, manager):
    section = save(section_of(postmortem, SectionKind.ROOT_CAUSE), responder, f"@{handle(manager)} found it.")
    assert not find(NAMED).still_due(told(NAMED))
    section = save(section, responder, "Somebody found it.")
    assert find(NAMED).still_due(told(NAMED))
    section = save(section, responder, f"@{handle(manager)} found it.")
    remove_section(section=section, actor=responder)
    assert find(NAMED).still_due(told(NAMED))


def test_in_a_private_incident_a_stranger_is_asked_about(as_user, responder, manager):
    incident = make_over(lead=responder, members=(responder,))
    section = section_of(make_postmortem(incident=incident, author=responder), SectionKind.ROOT_CAUSE)
    with pytest.raises(NotAMember):
        save(section, responder, f"@{handle(manager)} found it.")
    sent = {"body": f"@{handle(manager)} found it.", "base_version": section.version}
    address, client = reverse("section", args=[incident.pk, section.pk]), as_user(responder)
    response = client.post(address, sent)
    assert response.status_code == 422
    assert "Make Grace Wanjiru a member and save" in response.content.decode()
    assert not told(NAMED)
    assert client.post(address, sent | {"make_members": "on"}).status_code == 302
    assert incident.memberships.filter(user=manager).exists()
    assert [delivery.recipient for delivery in told(NAMED)] == [manager]


def test_whoever_was_named_before_is_not_asked_about_again(responder, manager):
    incident = make_over(lead=responder)
    section = section_of(make_postmortem(incident=incident, author=responder), SectionKind.ROOT_CAUSE)
    section = save(section, responder, f"@{handle(manager)} found it.")
    incident.is_private = True
    incident.save(update_fields=["is_private"])
    incident.memberships.create(user=responder)
    section.refresh_from_db()
    assert save(section, responder, f"@{handle(manager)} found it early.").version == 2
