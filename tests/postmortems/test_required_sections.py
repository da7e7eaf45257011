"""Sections that a template requires hold up review and publication while they are empty; nothing else does."""

import pytest

from core.errors import DomainError
from postmortems.enums import FactorKind, SectionKind
from postmortems.models import TemplateSection
from postmortems.services.analysis import add_factor
from postmortems.services.postmortems import change_status
from postmortems.services.sections import remove_section, restore_section
from tests.factories.postmortems import make_postmortem, save, section_of


@pytest.fixture
def postmortem(responder):
    TemplateSection.objects.filter(kind=SectionKind.ROOT_CAUSE).update(is_required=True)
    return make_postmortem(author=responder, summary="Short.")


def ask(postmortem, actor):
    return change_status(postmortem=postmortem, actor=actor, action="ask_review").status


def test_an_empty_one_is_refused_and_named_and_written_it_passes(postmortem, responder, as_user):
    with pytest.raises(DomainError, match="marked as required"):
        ask(postmortem, responder)
    page = as_user(responder).get(f"{postmortem.get_absolute_url()}edit/", follow=True).content.decode()
    assert "Root cause</a> is required and" in page
    save(section_of(postmortem, SectionKind.ROOT_CAUSE), responder, "A certificate.")
    assert ask(postmortem, responder) == "in_review"


def test_rows_count_as_written(postmortem, responder):
    add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text="It expired")
    assert ask(postmortem, responder) == "in_review"


def test_a_removed_one_counts_as_empty(postmortem, responder):
    cause = save(section_of(postmortem, SectionKind.ROOT_CAUSE), responder, "A certificate.")
    remove_section(section=cause, actor=responder)
    with pytest.raises(DomainError, match="required"):
        ask(postmortem, responder)
    restore_section(section=cause, actor=responder)
    assert ask(postmortem, responder) == "in_review"


def test_nothing_required_holds_nothing_up(responder):
    TemplateSection.objects.update(is_required=False)
    assert ask(make_postmortem(author=responder), responder) == "in_review"
