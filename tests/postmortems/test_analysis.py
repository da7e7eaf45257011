"""Factors, lessons and measures."""

import uuid

import pytest

from accounts.models import User
from catalogue.models import FactorCategory
from core.errors import Conflict, DomainError
from postmortems.enums import FactorKind, LessonKind, MeasureKind
from postmortems.models import Factor, Lesson, Measure, Postmortem
from postmortems.services.analysis import (
    RowChanged,
    add_factor,
    add_lesson,
    add_measure,
    edit_row,
    fingerprint,
    move_row,
    remove_row,
)
from postmortems.services.factor_links import FactorLinks
from tests.factories.postmortems import make_postmortem


@pytest.fixture
def postmortem(responder: User) -> Postmortem:
    return make_postmortem(author=responder)


def factor(postmortem: Postmortem, actor: User, text: str = "A cache with a wrong setting") -> Factor:
    links = FactorLinks(FactorCategory.objects.get(name="Capacity"))
    return add_factor(postmortem=postmortem, actor=actor, kind=FactorKind.ROOT_CAUSE, text=text, links=links)


def test_rows_come_in_the_order_they_were_added(postmortem: Postmortem, responder: User) -> None:
    for text in ("one", "two", "three"):
        add_lesson(postmortem=postmortem, actor=responder, kind=LessonKind.WENT_WELL, text=text)
    assert list(postmortem.lessons.values_list("text", flat=True)) == ["one", "two", "three"]


def test_a_measure_may_leave_open_what_it_is_meant_to_do(postmortem: Postmortem, responder: User) -> None:
    measure = add_measure(postmortem=postmortem, actor=responder, kind=MeasureKind.UNSTATED, text="Test more")
    assert measure.get_kind_display() == "Not stated"


def test_sent_twice_it_is_added_once(postmortem: Postmortem, responder: User) -> None:
    sent = uuid.uuid4()
    for _ in range(2):
        add_measure(postmortem=postmortem, actor=responder, kind=MeasureKind.CORRECTIVE, text="Test", client_uuid=sent)
    assert Measure.objects.count() == 1


@pytest.mark.parametrize("elsewhere", [True, False])
def test_other_words_or_another_postmortem_under_the_same_uuid_are_refused(
    postmortem: Postmortem, responder: User, *, elsewhere: bool
) -> None:
    sent = uuid.uuid4()
    add_lesson(postmortem=postmortem, actor=responder, kind=LessonKind.LESSON, text="one", client_uuid=sent)
    target = make_postmortem(author=responder) if elsewhere else postmortem
    text = "one" if elsewhere else "two"
    with pytest.raises(Conflict):
        add_lesson(postmortem=target, actor=responder, kind=LessonKind.LESSON, text=text, client_uuid=sent)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4001])
def test_rows_need_words_and_an_end(postmortem: Postmortem, responder: User, text: str) -> None:
    with pytest.raises(DomainError) as refused:
        factor(postmortem, responder, text)
    assert refused.value.field == "text"


def test_an_edit_keeps_the_earlier_words_in_the_history(postmortem: Postmortem, responder: User) -> None:
    row = factor(postmortem, responder)
    edit_row(
        row=row,
        actor=responder,
        kind=FactorKind.TRIGGER,
        text="A deployment",
        links=FactorLinks(),
        seen=fingerprint(row),
    )

    row.refresh_from_db()
    assert (row.kind, row.text, row.category) == ("trigger", "A deployment", None)
    last = postmortem.events.last()
    assert last is not None
    assert (last.before, last.after) == ("Root cause (Capacity): A cache with a wrong setting", "Trigger: A deployment")


def test_an_edit_does_not_overwrite_words_its_writer_never_saw(
    postmortem: Postmortem, responder: User, manager: User
) -> None:
    row = factor(postmortem, responder)
    seen = fingerprint(row)
    edit_row(row=row, actor=manager, kind=row.kind, text="theirs", seen=seen)

    with pytest.raises(RowChanged) as refused:
        edit_row(row=row, actor=responder, kind=row.kind, text="mine", seen=seen)

    assert refused.value.present.text == "theirs"
    row.refresh_from_db()
    assert row.text == "theirs"


def test_rows_move_among_their_own_kind(postmortem: Postmortem, responder: User) -> None:
    rows = [factor(postmortem, responder, text) for text in ("one", "two", "three")]
    move_row(row=rows[2], actor=responder, steps=-1)
    move_row(row=rows[0], actor=responder, steps=-1)
    assert list(postmortem.factors.values_list("text", flat=True)) == ["one", "three", "two"]


def test_a_removed_row_stays_readable_in_the_history(postmortem: Postmortem, responder: User) -> None:
    row = add_lesson(postmortem=postmortem, actor=responder, kind=LessonKind.GOT_LUCKY, text="It was night")
    remove_row(row=row, actor=responder)

    assert not Lesson.objects.exists()
    last = postmortem.events.last()
    assert last is not None
    assert (last.what, last.before) == ("Lesson removed", "Got lucky: It was night")


def test_a_row_that_was_removed_meanwhile_is_said_to_be(postmortem: Postmortem, responder: User) -> None:
    row = add_lesson(postmortem=postmortem, actor=responder, kind=LessonKind.WENT_WELL, text="The alarm rang.")
    stale = Lesson.objects.get(pk=row.pk)
    remove_row(row=row, actor=responder)
    with pytest.raises(DomainError):
        edit_row(row=stale, actor=responder, kind=stale.kind, text="Other words", seen="")
    with pytest.raises(DomainError):
        remove_row(row=stale, actor=responder)
