"""What apps number, and what text makes of it."""

import pytest

from actions.models import ActionItem
from core.markdown_links import decorate
from core.references import TypedReference, read_number, read_reference, register_reference, written
from incidents.models import Incident


def test_each_prefix_leads_to_the_page_of_its_app() -> None:
    linked = decorate("<p>INC-12 ACT-5 REP-3</p>")
    assert 'href="/incidents/12/">INC-12</a>' in linked
    assert 'href="/action-items/5/">ACT-5</a>' in linked
    assert 'href="/reports/3/">REP-3</a>' in linked


@pytest.mark.parametrize("words", ["UTF-8", "SEV-1", "inc-12", "INC-0", "INC-12-b"])
def test_other_words_with_numbers_stay_words(words: str) -> None:
    assert decorate(f"<p>{words}</p>") == f"<p>{words}</p>"


@pytest.mark.parametrize("typed", ["INC-12", "inc 12", "inc12", "Inc#12", "#12", " 12 ", "-12"])
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_number(typed, "INC") == 12


@pytest.mark.parametrize("typed", ["", "INC", "ACT-12", "INC-12 and more", "1234567890", "inc - 12"])
def test_other_words_hold_no_number_of_an_incident(typed: str) -> None:
    assert read_number(typed, "INC") is None


def test_what_is_written_is_read_again() -> None:
    assert read_reference(written("ACT", 57)) == TypedReference("ACT", 57)


def test_one_prefix_stands_for_one_kind_of_things() -> None:
    register_reference("INC", "incident", Incident.objects.visible_to)
    with pytest.raises(ValueError, match="INC"):
        register_reference("INC", "action_item", ActionItem.objects.visible_to)
