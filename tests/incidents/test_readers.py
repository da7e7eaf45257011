"""Who may see what, asked for many at once, is what `visible_to` says of each."""

from collections.abc import Callable

from accounts.models import User
from incidents.models import Incident
from incidents.selectors.readers import visible_pairs
from tests.factories.accounts import make_user
from tests.factories.actions import make_incident


def test_it_agrees_with_visible_to(
    reporter: User,
    responder: User,
    manager: User,
    admin: User,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    people = [reporter, responder, manager, admin, make_user(is_active=False)]
    for members in ((), (responder,), (reporter, manager)):
        make_incident(is_private=True, members=members)
    make_incident()
    incidents = list(Incident.objects.values_list("pk", flat=True))
    asked = [(person, incident) for person in people for incident in [*incidents, 10**9]]
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        allowed = visible_pairs(asked)
    assert allowed == {
        (person.pk, incident)
        for person in people
        for incident in Incident.objects.visible_to(person).values_list("pk", flat=True)
    }


def test_hidden_from_is_the_rest_of_visible_to(responder: User, manager: User, admin: User) -> None:
    make_incident(is_private=True, members=(responder,))
    make_incident()
    for person in (responder, manager, admin):
        visible, hidden = Incident.objects.visible_to(person), Incident.objects.hidden_from(person)
        assert set(visible) | set(hidden) == set(Incident.objects.all())
        assert not set(visible) & set(hidden)
