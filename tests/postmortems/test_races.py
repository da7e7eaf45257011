"""Several people at the same instant, each in a transaction of their own."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from postmortems.enums import FactorKind, SectionKind
from postmortems.models import Postmortem, SectionRevision
from postmortems.services.analysis import add_factor
from postmortems.services.postmortems import open_postmortem
from postmortems.services.saving import save_section
from tests.factories.postmortems import make_over, make_postmortem, section_of
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


def each_at_once(work: Callable[[int], Any]) -> list[Any]:
    """What each of them gave or raised."""
    return at_once(*(partial(work, number) for number in range(PEOPLE)))


def test_one_postmortem_is_opened(responder: User) -> None:
    incident = make_over(lead=responder)
    opened = each_at_once(lambda _: open_postmortem(incident=incident, actor=responder))
    assert Postmortem.objects.count() == 1
    assert len({postmortem.pk for postmortem in opened}) == 1


def test_of_saves_from_one_version_one_is_stored_and_the_others_are_set_aside(responder: User) -> None:
    section = section_of(make_postmortem(author=responder), SectionKind.IMPACT)
    answers = each_at_once(lambda n: save_section(section=section, actor=responder, body=f"text {n}", base_version=0))

    stored = SectionRevision.objects.get(version=1)
    met = [answer.collision for answer in answers if answer.collision]
    assert len(met) == PEOPLE - 1
    assert {collision.mine for collision in met} | {stored.body} == {f"text {n}" for n in range(PEOPLE)}
    assert set(SectionRevision.objects.values_list("body", flat=True)) == {f"text {n}" for n in range(PEOPLE)}


def test_rows_added_together_have_places_of_their_own(responder: User) -> None:
    postmortem = make_postmortem(author=responder)
    each_at_once(
        lambda n: add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text=f"factor {n}")
    )
    assert sorted(postmortem.factors.values_list("position", flat=True)) == [1, 2, 3, 4]
