"""Pictures in the text of a section: attached to the incident, shown where they stand, refused in words."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from incidents.models import Attachment
from incidents.services.decoding import decode_pictures
from postmortems.enums import SectionKind
from postmortems.models import Section
from tests.core.pictures import picture, upload
from tests.factories.postmortems import make_postmortem, section_of

JSON = {"Accept": "application/json"}


@pytest.fixture
def section(responder: User, settings, tmp_path) -> Section:
    settings.MEDIA_ROOT = tmp_path
    return section_of(make_postmortem(author=responder), SectionKind.IMPACT)


@pytest.fixture
def client(as_user: Callable[[User], Client], responder: User) -> Client:
    return as_user(responder)


def address(name: str, section: Section) -> str:
    return reverse(name, args=[section.postmortem.incident_id, section.pk])


def graph(name: str = "graph (1).png") -> SimpleUploadedFile:
    return upload(name, picture(size=(60, 40)))


def test_a_pasted_picture_answers_its_markdown_and_shows_where_it_stands(client: Client, section: Section) -> None:
    answer = client.post(address("section_file", section), {"file": graph()}, headers=JSON)
    found = Attachment.objects.get()
    words = answer.json()["markdown"]
    assert words.startswith("![graph")
    assert str(found.uuid) in words
    decode_pictures()
    client.post(address("section", section), {"body": f"Look: {words}", "base_version": 0})
    section.refresh_from_db()
    assert f'src="/attachments/{found.uuid}/' in section.html
    page = client.get(section.postmortem.get_absolute_url()).content.decode()
    assert page.count(f"{found.uuid}/") == 1  # not once more among the pictures


def test_without_javascript_the_file_field_does_the_same_and_saves_nothing(client: Client, section: Section) -> None:
    data = {"body": "Typed words", "base_version": 0, "client_uuid": uuid.uuid4(), "file": graph()}
    answer = client.post(address("section_file", section), data)
    assert answer.status_code == 200
    assert answer.context["form"]["body"].value().startswith("Typed words\n\n![graph")
    section.refresh_from_db()
    assert section.version == 0


def test_a_file_that_was_chosen_is_saved_with_the_text(client: Client, section: Section) -> None:
    data = {"body": "Typed words", "base_version": 0, "file": SimpleUploadedFile("notes.txt", b"words")}
    assert client.post(address("section", section), data).status_code == 302
    section.refresh_from_db()
    assert section.body.startswith("Typed words\n\n[notes.txt](/attachments/")


@pytest.mark.parametrize("headers", [JSON, {}], ids=["pasted", "chosen"])
def test_an_image_renamed_to_md_is_refused_in_words(client: Client, section: Section, headers: dict[str, str]) -> None:
    data = {"body": "Typed words", "base_version": 0, "file": upload("notes.md", picture())}
    answer = client.post(address("section_file", section), data, headers=headers)
    assert answer.status_code == 422
    assert "does not match its file type" in (answer.json()["refused"] if headers else answer.content.decode())
    assert not Attachment.objects.exists()
    assert headers or "Typed words" in answer.content.decode()


def test_no_file_is_said(client: Client, section: Section) -> None:
    answer = client.post(address("section_file", section), {"body": "x", "base_version": 0})
    assert answer.status_code == 422
    assert "Choose a picture" in answer.content.decode()
