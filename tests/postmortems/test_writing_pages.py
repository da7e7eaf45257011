"""Writing in the browser: saving, colliding, previewing, rows; nothing typed is lost."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalogue.models import FactorCategory
from core.clock import frozen
from postmortems.enums import FactorKind, SectionKind
from postmortems.models import Factor, Postmortem, Section, SectionRevision
from postmortems.services.analysis import add_factor, fingerprint
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of
from tests.html import html_of

LogIn = Callable[[User], Client]


@pytest.fixture
def postmortem(responder: User) -> Postmortem:
    return make_postmortem(author=responder)


@pytest.fixture
def section(postmortem: Postmortem) -> Section:
    return section_of(postmortem, SectionKind.ROOT_CAUSE)


@pytest.fixture
def client(as_user: LogIn, responder: User) -> Client:
    return as_user(responder)


def of_section(name: str, section: Section) -> str:
    return reverse(name, args=[section.postmortem.incident_id, section.pk])


def a_category() -> int:
    return FactorCategory.objects.get(name="Code change").pk


def of_rows(name: str, postmortem: Postmortem, *args: object) -> str:
    return reverse(name, args=[postmortem.incident_id, "factors", *args])


def sent(body: str, base: int = 0, **more: object) -> dict[str, object]:
    return {"body": body, "base_version": base, "client_uuid": uuid.uuid4()} | more


SECTION_POSTS = [
    "section",
    "section_preview",
    "section_draft",
    "section_draft_discard",
    "section_writers",
    "section_rename",
    "section_move",
    "section_remove",
]


@pytest.mark.parametrize("name", [*SECTION_POSTS, "section_restore"])
def test_only_those_who_see_the_incident_write(
    as_user: LogIn, responder: User, manager: User, reporter: User, name: str
) -> None:
    private = make_postmortem(incident=make_over(lead=responder, members=(responder,)))
    path = of_section(name, section_of(private, SectionKind.IMPACT))
    data = sent("x", heading="y", to="up")
    for user in (manager, reporter):
        assert as_user(user).post(path, data).status_code == 404
    assert as_user(responder).post(path, data).status_code in {200, 302}


def test_a_section_of_another_postmortem_is_not_reached_through_this_one(client: Client, responder: User) -> None:
    other = section_of(make_postmortem(author=responder), SectionKind.IMPACT)
    here = make_postmortem(author=responder)
    assert client.get(reverse("section", args=[here.incident_id, other.pk])).status_code == 404


def test_saving_leads_back_to_the_section(client: Client, section: Section) -> None:
    answer = client.post(of_section("section", section), sent("The *cache*."))
    assert answer.headers["Location"] == of_section("section", section)
    section.refresh_from_db()
    assert (section.body, section.version) == ("The *cache*.", 1)


def test_a_double_click_saves_once(client: Client, section: Section) -> None:
    data = sent("text")
    assert [client.post(of_section("section", section), data).status_code for _ in range(2)] == [302, 302]
    assert SectionRevision.objects.filter(section=section).count() == 1


def test_too_long_a_text_is_refused_and_kept(client: Client, section: Section) -> None:
    long = "y" * (256 * 1024 + 1)
    answer = client.post(of_section("section", section), sent(long))
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert not SectionRevision.objects.exists()


@pytest.mark.parametrize("base", ["", "many", "-1"])
def test_a_form_without_its_version_is_refused_and_keeps_the_text(client: Client, section: Section, base: str) -> None:
    answer = client.post(of_section("section", section), sent("typed words") | {"base_version": base})
    assert answer.status_code == 422
    assert "typed words" in answer.content.decode()


def test_the_preview_shows_and_stores_nothing(client: Client, section: Section) -> None:
    path = of_section("section_preview", section)
    whole = client.post(path, sent("**bold** <script>")).content.decode()
    part = client.post(path, sent("**bold** <script>"), headers={"HX-Request": "true"}).content.decode()

    for page in (whole, part):
        assert "<strong>bold</strong>" in page
        assert "<script>" not in page.replace('<script type="module"', "").replace("<script src", "")
    assert "**bold** &lt;script&gt;" in whole
    assert "<html" not in part
    assert not SectionRevision.objects.exists()


def test_the_preview_refuses_what_is_too_long(client: Client, section: Section) -> None:
    path, data = of_section("section_preview", section), sent("y" * 262_145)
    assert client.post(path, data).status_code == 422
    assert client.post(path, data, headers={"HX-Request": "true"}).status_code == 422


def test_the_text_of_every_save_stays_readable(client: Client, section: Section, responder: User) -> None:
    for text in ("first words", "second words"):
        save(section, responder, text)
        section.refresh_from_db()
    page = client.get(of_section("section_revisions", section)).content.decode()
    assert "first words" in page
    assert "second words" in page


def test_sections_are_added_renamed_moved_removed_restored(client: Client, postmortem: Postmortem) -> None:
    add = reverse("section_add", args=[postmortem.incident_id])
    data = {"heading": "Cost", "client_uuid": uuid.uuid4()}
    for _ in range(2):
        client.post(add, data)
    own = postmortem.sections.get(heading="Cost")
    client.post(of_section("section_rename", own), {"heading": "What it cost"})
    client.post(of_section("section_move", own), {"to": "up"})
    client.post(of_section("section_remove", own))
    own.refresh_from_db()
    assert own.removed_at is not None
    client.post(of_section("section_restore", own))

    shown = postmortem.sections.filter(removed_at=None).values_list("heading", flat=True)
    assert list(shown)[-2:] == ["What it cost", "Conclusion"]


def test_an_empty_heading_is_refused(client: Client, postmortem: Postmortem, section: Section) -> None:
    assert client.post(reverse("section_add", args=[postmortem.incident_id]), {"heading": " "}).status_code == 422
    assert client.post(of_section("section_rename", section), {"heading": ""}).status_code == 422


def test_a_refused_heading_comes_back_where_it_was_typed(client: Client, section: Section) -> None:
    refused = client.post(of_section("section_rename", section), {"heading": "Long " * 100})
    assert refused.status_code == 422
    assert refused.context["rename_form"]["heading"].value() == "Long " * 100
    assert refused.content.decode().count("is-invalid") == 1
    assert not refused.context["heading_form"].is_bound


def test_without_any_section_one_can_be_added(client: Client, postmortem: Postmortem) -> None:
    for section in postmortem.sections.all():
        client.post(of_section("section_remove", section))
    page = client.get(reverse("postmortem_edit", args=[postmortem.incident_id]))
    assert "All sections were removed" in page.content.decode()
    assert client.post(reverse("section_add", args=[postmortem.incident_id]), {"heading": ""}).status_code == 422


def test_a_row_is_added_once_and_an_empty_one_is_refused(
    client: Client, postmortem: Postmortem, section: Section
) -> None:
    data = {"kind": "trigger", "text": "A deployment", "category": a_category(), "client_uuid": uuid.uuid4()}
    for _ in range(2):
        answer = client.post(of_rows("row_add", postmortem), data)
        assert answer.headers["Location"] == of_section("section", section)
    assert Factor.objects.get().text == "A deployment"

    refused = client.post(of_rows("row_add", postmortem), {"kind": "trigger", "text": " ", "category": a_category()})
    assert refused.status_code == 422
    assert refused.context["row_form"]["category"].value() == str(a_category())


def test_htmx_swaps_the_rows_alone(client: Client, postmortem: Postmortem) -> None:
    htmx = {"HX-Request": "true", "HX-Target": "rows"}
    data = {"kind": "trigger", "text": "A deployment", "client_uuid": uuid.uuid4()}
    part = client.post(of_rows("row_add", postmortem), data, headers=htmx, follow=True)
    assert "A deployment" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert str(data["client_uuid"]) not in part.content.decode()
    shown = part.content.decode()
    assert 'id="still-open" hx-swap-oob="true"' in shown
    assert "1 factor without an action item" in shown
    assert 'id="contents" aria-labelledby="toc-h" hx-swap-oob="true"' in shown


@pytest.mark.parametrize(("name", "field"), [("row_add", "text"), ("section_add", "heading")])
def test_other_words_under_one_uuid_come_back_into_their_form(
    client: Client, postmortem: Postmortem, name: str, field: str
) -> None:
    address = of_rows("row_add", postmortem) if name == "row_add" else reverse(name, args=[postmortem.incident_id])
    data = {"kind": "trigger", field: "First", "client_uuid": str(uuid.uuid4())}
    client.post(address, data)
    answer = client.post(address, data | {field: "Second words"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Second words" in shown
    assert "sent before" in shown
    fresh = shown.split(f'action="{address}"')[1].split('name="client_uuid" value="')[1][:36]
    assert fresh != data["client_uuid"]
    assert client.post(address, data | {field: "Second words", "client_uuid": fresh}).status_code == 302


def test_a_refused_row_is_swapped_in_its_own_place(client: Client, postmortem: Postmortem, responder: User) -> None:
    row = add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text="as it was")
    htmx = {"HX-Request": "true", "HX-Target": "rows"}
    answer = client.post(of_rows("row", postmortem, row.pk), {"kind": "trigger", "text": " "}, headers=htmx)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, f"#row-{row.pk}")
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["blames", "section", "..%2F"])
def test_an_unknown_kind_of_row_is_not_found(client: Client, postmortem: Postmortem, kind: str) -> None:
    assert client.post(reverse("row_add", args=[postmortem.incident_id, kind])).status_code == 404


def test_rows_are_edited_moved_and_removed(client: Client, postmortem: Postmortem, responder: User) -> None:
    rows = [
        add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text=text) for text in ("a", "b")
    ]
    assert client.get(of_rows("row", postmortem, rows[0].pk)).status_code == 200
    edit = {"kind": "root_cause", "text": "first", "category": "", "seen": fingerprint(rows[0])}
    assert client.post(of_rows("row", postmortem, rows[0].pk), edit).status_code == 302
    client.post(of_rows("row_move", postmortem, rows[1].pk), {"to": "up"})
    assert list(postmortem.factors.values_list("text", flat=True)) == ["b", "first"]
    client.post(of_rows("row_remove", postmortem, rows[1].pk))
    assert postmortem.factors.get().text == "first"


def test_two_writers_of_a_row_lose_nothing(
    client: Client, as_user: LogIn, manager: User, responder: User, postmortem: Postmortem
) -> None:
    row = add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text="as it was")
    path, seen = of_rows("row", postmortem, row.pk), fingerprint(row)
    client.post(path, {"kind": "trigger", "text": "theirs", "category": "", "seen": seen})

    met = as_user(manager).post(path, {"kind": "trigger", "text": "mine", "category": "", "seen": seen})

    assert met.status_code == 409
    assert "theirs" in met.content.decode()
    assert met.context["form"]["text"].value() == "mine"
    again = {"kind": "trigger", "text": "mine", "category": "", "seen": met.context["form"]["seen"].value()}
    assert as_user(manager).post(path, again).status_code == 302
    row.refresh_from_db()
    assert row.text == "mine"


def test_a_name_that_nobody_has_is_pointed_out_beside_the_preview(client: Client, section: Section) -> None:
    nobody = "No responder is called @zoe, so nobody is notified by that."
    text = "Ask @zoe, then @amina.otieno."
    swapped = client.post(of_section("section_preview", section), sent(text), headers={"HX-Request": "true"})
    assert nobody in swapped.content.decode()
    assert nobody in client.post(of_section("section_preview", section), sent(text)).content.decode()
    assert nobody in client.post(of_section("section", section), sent(text), follow=True).content.decode()
    section.refresh_from_db()
    assert section.body == text
    known = client.post(of_section("section", section), sent("Ask @amina.otieno.", base=1), follow=True)
    assert "No responder" not in known.content.decode()


def test_reading_a_section_looks_for_names_in_what_was_rendered(client: Client, section: Section) -> None:
    Section.objects.filter(pk=section.pk).update(body="", html='<p><span class="mention">@zoe</span></p>')
    assert "No responder is called @zoe" in client.get(of_section("section", section)).content.decode()


def test_a_conflict_and_the_page_write_stamps_in_one_way(client: Client, responder: User, admin: User) -> None:
    """With the word that somebody typed for the incident's zone; on the page in the zone that it is switched to."""
    with frozen(datetime(2026, 11, 29, 7, 27, tzinfo=UTC)):
        postmortem = make_postmortem(incident=make_over(lead=responder, zone="Etc/GMT+5", zone_word="EST"))
        section = section_of(postmortem, SectionKind.SUMMARY)
        save(section, admin, "theirs")
        met = html_of(client.post(of_section("section", section), sent("mine")))
        publish(postmortem, responder)
        shown, switched = (html_of(client.get(postmortem.get_absolute_url(), {"zone": zone})) for zone in ("", "utc"))
    stamp = '29 Nov 02:27</time> <span class="zone">EST</span>'
    assert stamp in met
    assert f"{stamp} by {responder.name}" in shown
    assert f'29 Nov 07:27</time> <span class="zone">UTC</span> by {responder.name}' in switched
