"""The pictures of an incident on its postmortem."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from incidents.models import Attachment, Incident
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from incidents.services.redacting import redact_file
from postmortems.enums import SectionKind
from postmortems.models import Postmortem
from postmortems.selectors.files import markdown_of
from postmortems.services.saving import restore_revision
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_over, make_postmortem, save, section_of
from tests.html import html_of, text_of

LogIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def postmortem(responder: User) -> Postmortem:
    return make_postmortem(author=responder, summary="Payments failed.")


def drawing(name: str = "drawing.png") -> "ContentFile[bytes]":
    out = BytesIO()
    Image.new("RGB", (600, 200), "red").save(out, "PNG")
    return ContentFile(out.getvalue(), name)


def attach(incident: Incident, **options: Any) -> Attachment:
    stored = attach_file(incident=incident, actor=incident.declared_by, **options)
    decode_pictures()
    stored.refresh_from_db()
    return stored


def test_a_picture_is_shown_with_its_caption_above_the_timeline(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    stored = attach(postmortem.incident, upload=drawing(), caption='How <it> "hangs" together')
    client = as_user(responder)
    page = html_of(client.get(postmortem.get_absolute_url()))
    assert f'<img src="{stored.get_absolute_url()}" alt="How &lt;it&gt; &quot;hangs&quot; together"' in page
    assert "<figcaption>How &lt;it&gt; &quot;hangs&quot; together</figcaption>" in page
    assert 'width="600" height="200"' in page
    assert "Pictures 1 Timeline" in text_of(page)
    assert page.index("<figure") < page.index('id="timeline-h"')
    assert client.get(stored.get_absolute_url()).headers["Content-Type"] == "image/png"


def test_without_a_caption_its_name_stands_there(as_user: LogIn, postmortem: Postmortem, responder: User) -> None:
    attach(postmortem.incident, upload=drawing("queue.png"))
    assert "<figcaption>queue.png</figcaption>" in html_of(as_user(responder).get(postmortem.get_absolute_url()))


def test_other_files_and_those_of_entries_make_no_figure(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    incident = postmortem.incident
    attach(incident, upload=ContentFile(b"one\n", "errors.log"))
    on_entry = attach(incident, upload=drawing(), entry=make_entry(incident, by=responder), caption="Graph")
    page = html_of(as_user(responder).get(postmortem.get_absolute_url()))
    assert "<figure" not in page
    assert page.count(f'href="{on_entry.get_absolute_url()}"') == 1  # beside its entry


def test_a_redacted_picture_is_gone(as_user: LogIn, postmortem: Postmortem, responder: User, admin: User) -> None:
    stored = attach(postmortem.incident, upload=drawing(), caption="A name")
    redact_file(attachment=stored, actor=admin, reason="personal data")
    page = html_of(as_user(responder).get(postmortem.get_absolute_url()))
    assert "<figure" not in page
    assert "A name" not in page


def test_the_picture_of_a_private_incident_is_for_its_members(
    as_user: LogIn, responder: User, manager: User, reporter: User
) -> None:
    postmortem = make_postmortem(incident=make_over(lead=responder, members=(responder,)))
    stored = attach(postmortem.incident, upload=drawing())
    assert "<figure" in html_of(as_user(responder).get(postmortem.get_absolute_url()))
    for stranger in (manager, reporter):
        for address in (postmortem.get_absolute_url(), stored.get_absolute_url()):
            assert as_user(stranger).get(address).status_code == 404


def test_pictures_cost_no_query(
    as_user: LogIn, postmortem: Postmortem, responder: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = as_user(responder), postmortem.get_absolute_url()
    client.get(address)
    with django_assert_num_queries(12) as without:
        client.get(address)
    for count in range(5):
        attach(postmortem.incident, upload=drawing(f"{count}.png"))
    with django_assert_num_queries(len(without)):
        assert html_of(client.get(address)).count("<figure") == 5


def test_one_that_is_being_checked_or_was_refused_makes_no_figure(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    attach(postmortem.incident, upload=ContentFile(drawing().read()[:300], "broken.png"))
    attach_file(incident=postmortem.incident, actor=responder, upload=drawing())
    assert "<figure" not in html_of(as_user(responder).get(postmortem.get_absolute_url()))


def test_one_that_an_edit_or_a_restore_took_out_is_offered_again(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    stored, client = attach(postmortem.incident, upload=drawing("queue.png")), as_user(responder)
    shown, words = section_of(postmortem, SectionKind.IMPACT), markdown_of(stored)
    before = save(shown, responder, "Nobody could pay.")
    used = save(before, responder, f"Nobody could pay.\n\n{words}")
    pages = [postmortem.get_absolute_url(), reverse("section", args=[postmortem.incident_id, shown.pk])]
    for page in pages:
        assert "n no section now" not in html_of(client.get(page))
    restore_revision(section=used, revision=shown.revisions.get(version=1), actor=responder, seen_version=used.version)
    read, edit = (html_of(client.get(page)) for page in pages)
    assert "In no section now." in read
    assert "Pictures in no section now, 1" in edit
    assert f'value="{words}" data-take> Insert<span class="visually-hidden"> queue.png</span>' in edit
