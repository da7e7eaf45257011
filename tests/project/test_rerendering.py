"""Stored HTML is rendered anew when the renderer's version rises."""

import pytest
from django.apps import apps
from django.core.cache import cache

from core import markdown, rerendering
from core.rendering import stored_texts
from core.rerendering import render_anew
from incidents.models import EntryRevision, Incident, TimelineEntry
from incidents.services.details import edit_public_summary
from incidents.services.timeline import EntryCorrection, correct_entry
from postmortems.enums import SectionKind
from postmortems.models import Section
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_postmortem, section_of

OLD = "<p>old and safe</p>"


@pytest.fixture
def newer(monkeypatch):
    """The renderer is one version further than what is stored."""
    monkeypatch.setattr(markdown, "RENDERER_VERSION", markdown.RENDERER_VERSION + 1)
    return markdown.RENDERER_VERSION


def everywhere(responder):
    """A row of each kind whose HTML an earlier version made."""
    incident = make_incident(by=responder)
    edit_public_summary(incident=incident, actor=responder, text="**Words**")
    entry = make_entry(incident, "**Words**")
    correct_entry(
        entry=entry,
        actor=responder,
        correction=EntryCorrection(text="**More**", happened_at=entry.happened_at, until_at=None),
    )
    item = make_action_item(incident, description="**Words**")
    section = section_of(make_postmortem(author=responder, summary="**Words**"), SectionKind.SUMMARY)
    TimelineEntry.objects.filter(pk=entry.pk).update(html=OLD)
    EntryRevision.objects.update(html=OLD)
    Incident.objects.filter(pk=incident.pk).update(public_summary_html=OLD)
    type(item).objects.update(html=OLD)
    Section.objects.filter(pk=section.pk).update(html=OLD)
    for text in stored_texts():
        text.model._default_manager.update(**{text.renderer: 0})
    return incident


def outdated() -> int:
    """Rows with words that another version rendered."""
    return sum(
        sum(any(row[1:]) for row in rows.values_list("pk", *(source for source, _ in text.pairs)))
        for text in stored_texts()
        for rows in [text.model._default_manager.exclude(**{text.renderer: markdown.RENDERER_VERSION})]
    )


def test_all_tables_are_rendered_anew_and_then_none_is_touched(responder, newer):
    everywhere(responder)
    before = outdated()
    assert before >= 5
    assert render_anew(seconds=60) == before
    assert outdated() == 0
    for text in stored_texts():
        for _, html in text.pairs:
            assert not text.model._default_manager.filter(**{html: OLD}).exists()
    assert EntryRevision.objects.get().html == "<p><strong>Words</strong></p>"
    assert render_anew(seconds=60) == 0


def test_every_column_of_html_has_its_source_and_its_version():
    covered = {(text.model, html) for text in stored_texts() for _, html in text.pairs}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if model._meta.app_label != "notifications" and (field.name == "html" or field.name.endswith("_html")):
                assert (model, field.name) in covered, f"{model.__name__}.{field.name}"
    for text in stored_texts():
        assert all(text.model._meta.get_field(source) for source, _ in text.pairs)


def test_it_goes_on_where_it_stopped(responder, newer, monkeypatch):
    monkeypatch.setattr(rerendering, "BATCH", 2)
    incident = make_incident(by=responder)
    for n in range(9):
        make_entry(incident, f"Entry {n}")
    TimelineEntry.objects.update(renderer=0)
    key = f"rendered:incidents.timelineentry.renderer:{newer}"
    first = TimelineEntry.objects.order_by("pk")[4].pk
    cache.set(key, first)
    assert render_anew(seconds=60) == TimelineEntry.objects.filter(pk__gt=first).count()
    assert TimelineEntry.objects.filter(renderer=0).count() == 5
    assert render_anew(seconds=60) == 0
    cache.delete(key)
    assert render_anew(seconds=60) == 5


def test_no_time_renders_nothing(responder, newer):
    everywhere(responder)
    assert render_anew(seconds=0) == 0


def test_what_was_changed_meanwhile_is_left_to_its_writer(responder, newer, monkeypatch):
    entry = make_entry(make_incident(by=responder), "Before")
    TimelineEntry.objects.update(renderer=0)
    render = markdown.render

    def slow(source):
        TimelineEntry.objects.filter(pk=entry.pk).update(text="After", html="<p>After</p>")
        return render(source)

    monkeypatch.setattr(rerendering.markdown, "render", slow)
    render_anew(seconds=60)
    entry.refresh_from_db()
    assert entry.html == "<p>After</p>"


def test_pages_show_the_old_html_meanwhile(responder, newer, as_user):
    incident = everywhere(responder)
    assert "old and safe" in as_user(responder).get(incident.get_absolute_url()).content.decode()
