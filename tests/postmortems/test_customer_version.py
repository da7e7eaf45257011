"""What customers would read: marked sections alone, without names, entries and references."""

import pytest
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from core import markdown
from customers.models import CustomerSummary
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from postmortems.enums import SectionKind
from postmortems.exporting.customer_text import customer_text, words_pattern
from postmortems.models import PostmortemEvent
from postmortems.selectors.files import markdown_of
from postmortems.services.customer_version import change_customer_title, mark_for_customers
from postmortems.services.filling import accept_sections
from postmortems.services.postmortems import change_status
from postmortems.services.sections import remove_section, rename_section, restore_section
from tests.core.pictures import picture, upload
from tests.factories.actions import make_factor
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of

INSIDE = words_pattern(["Amina Otieno", "Li Wei", "Max"])


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT, settings.BASE_URL = tmp_path, "http://localhost:8000"


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder)


def marked(postmortem, actor, body, kind=SectionKind.SUMMARY):
    section = save(section_of(postmortem, kind), actor, body)
    return mark_for_customers(section=section, actor=actor, is_marked=True)


def shown(source):
    return customer_text(markdown.render(source).html, INSIDE)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Plain words, **bold**.", "<p>Plain words, <strong>bold</strong>.</p>"),
        ("Fixed by @amina (see INC-12).", ""),
        ("amina otieno and Amina  Otieno's team", ""),
        ("Max load was high", "<p>Max load was high</p>"),
        ("Utf-8 and SEV-1 stay", "<p>Utf-8 and SEV-1 stay</p>"),
        ("`ACT-5` in code", ""),
        ("See [the dashboard](/incidents/5/)", "<p>See the dashboard</p>"),
        ("See http://localhost:8000/incidents/5/ now", ""),
        ("See [it](http://localhost:8000/x)", "<p>See it</p>"),
        ("[INC-4](https://a.example/)", ""),
        ("{entry 4}\n\nThen.", "<p>Then.</p>"),
        ("![Li Wei's graph](/attachments/0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a/x.png)", ""),
        ("You could not pay. Amina Otieno, **on call**, led. It is over.", "<p>You could not pay. It is over.</p>"),
        ("**Failed. INC-4 says so.** All is *well*.", "<p><strong>Failed. </strong>All is <em>well</em>.</p>"),
        ("- one\n- Amina Otieno, lead", "<ul>\n<li>one</li>\n</ul>"),
        ("First line\nINC-4\nlast line", "<p>First line<br>\nlast line</p>"),
        ("It was a SEV2 incident. Then:\n\n{entry 4}", "<p>Then.</p>"),
        ("[a](https://a.example/ 'by Amina Otieno')", None),
    ],
)
def test_what_is_left_out(source, html):
    found = shown(source).html.strip()
    if html is not None:
        assert found == html
    assert "Amina" not in found
    assert "INC-" not in found


def test_it_says_what_it_leaves_out():
    left = shown("{entry 4}\n\n@amina and Amina Otieno fixed INC-12, `ACT-5`.").left_out
    assert left.entries == 1
    assert left.words == ["INC-12", "@amina", "Amina Otieno", "ACT-5"]
    assert not shown("Plain words.").left_out


def test_only_marked_sections_under_a_title_of_their_own(as_user, responder, postmortem):
    incident = postmortem.incident
    marked(postmortem, responder, "You could not pay for two hours.")
    save(section_of(postmortem, SectionKind.DETECTION), responder, "Internal words")
    cause = marked(postmortem, responder, "A setting was wrong.", SectionKind.ROOT_CAUSE)
    make_factor(postmortem, "The secret factor")
    client = as_user(responder)
    address = reverse("postmortem_customers", args=[incident.pk])
    for kind in ("html", "markdown"):
        answer = client.get(reverse("postmortem_customers_file", args=[incident.pk, kind]))
        text = answer.content.decode()
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "You could not pay for two hours." in text
        assert "A setting was wrong." in text
        assert cause.heading in text
        for words in ("Internal words", "The secret factor", "Customers cannot pay", incident.reference, "Amina"):
            assert words not in text, words
        assert "Incident of" in text
    page = client.get(address).content.decode()
    assert "You could not pay for two hours." in page
    assert "Internal words" not in page
    lines = AuditEvent.objects.filter(action=AuditAction.EXPORTED).values_list("detail", flat=True)
    assert {line["file"] for line in lines} == {"customer version as HTML", "customer version as Markdown"}


def test_the_title_is_taken_over_only_when_it_is_saved(as_user, responder, postmortem):
    client, address = as_user(responder), reverse("postmortem_customers", args=[postmortem.incident_id])
    taken = client.post(address, {"take": "internal"})
    assert 'value="Customers cannot pay"' in taken.content.decode()
    postmortem.refresh_from_db()
    assert postmortem.customer_title == ""
    assert client.post(address, {"title": "  Payments   failed "}).status_code == 302
    postmortem.refresh_from_db()
    assert postmortem.customer_title == "Payments failed"
    assert PostmortemEvent.objects.filter(what="Title for customers", after="Payments failed").exists()
    assert "Payments failed" in client.get(address).content.decode()
    refused = client.post(address, {"title": "x" * 201})
    assert refused.status_code == 422
    assert "x" * 201 in refused.content.decode()


def test_a_section_is_marked_in_the_editor_which_warns(as_user, responder, postmortem):
    client = as_user(responder)
    entry = make_entry(postmortem.incident, "Said inside")
    section = save(
        section_of(postmortem, SectionKind.DETECTION), responder, f"{{entry {entry.pk}}}\n\nFixed by @amina.otieno."
    )
    editor = reverse("section", args=[postmortem.incident_id, section.pk])
    assert "Customers do not read this section." in client.get(editor).content.decode()
    switch = reverse("section_customers", args=[postmortem.incident_id, section.pk])
    assert client.post(switch, {"show": "yes"}).status_code == 302
    text = " ".join(client.get(editor).content.decode().split())
    assert "Customers do not read: 1 quoted entry, @amina.otieno, nor" in text
    preview = client.get(reverse("postmortem_customers", args=[postmortem.incident_id])).content.decode()
    assert "Said inside" not in preview
    client.post(switch, {"show": "no"})
    section.refresh_from_db()
    assert not section.is_for_customers
    assert section.version == 1
    events = PostmortemEvent.objects.filter(what__contains="to customers").values_list("what", flat=True)
    assert list(events) == ["Section shown to customers", "Section not shown to customers"]


def test_filled_text_is_shown_once_it_is_accepted(as_user, responder):
    postmortem = make_postmortem(author=responder, is_filled=True)
    address = reverse("postmortem_customers", args=[postmortem.incident_id])
    client = as_user(responder)
    page = client.get(address).content.decode()
    assert "Summary</a>: filled from the incident" in page
    assert client.get(address).context["version"].parts == []
    accept_sections(postmortem=postmortem, actor=responder, sections=[section_of(postmortem, SectionKind.SUMMARY).pk])
    version = client.get(address).context["version"]
    assert [part.heading for part in version.parts] == ["Summary"]
    for words in ("Customers cannot pay", "Amina Otieno", "SEV", postmortem.incident.reference, "led the response"):
        assert words not in version.markdown
    (part,) = version.parts
    assert part.html.startswith(("<p>The incident began", "<p>When it began"))
    assert "Read it before you download it." in client.get(address).content.decode()


def test_pictures_of_the_incident_alone(as_user, responder, postmortem):
    own = attach_file(incident=postmortem.incident, actor=responder, upload=upload("own.png", picture()))
    other = attach_file(incident=make_incident(by=responder), actor=responder, upload=upload("other.png", picture()))
    decode_pictures()
    marked(postmortem, responder, f"{markdown_of(own)} {markdown_of(other)}")
    client = as_user(responder)
    text = client.get(reverse("postmortem_customers_file", args=[postmortem.incident_id, "html"])).content.decode()
    assert text.count('src="data:image/png') == 1
    assert "/attachments/" not in text


def test_without_a_marked_section_it_says_what_to_do(as_user, responder, postmortem):
    page = as_user(responder).get(reverse("postmortem_customers", args=[postmortem.incident_id])).content.decode()
    assert "No section is marked for customers" in page


def test_of_a_private_one_for_members_alone(as_user, responder, manager):
    postmortem = make_postmortem(incident=make_over(lead=responder, members=(responder,)))
    for name, args in (("postmortem_customers", ()), ("postmortem_customers_file", ("html",))):
        address = reverse(name, args=[postmortem.incident_id, *args])
        assert as_user(manager).get(address).status_code == 404
        assert as_user(responder).get(address).status_code == 200
    assert (
        as_user(responder).get(reverse("postmortem_customers_file", args=[postmortem.incident_id, "json"])).status_code
        == 404
    )


def test_a_first_name_that_still_stands_there_is_named(as_user, responder, postmortem):
    marked(postmortem, responder, "Amina: card payments failed. A laminate was fine.")
    client, address = as_user(responder), reverse("postmortem_customers", args=[postmortem.incident_id])
    assert "still there is the first name Amina." in " ".join(client.get(address).content.decode().split())
    marked(postmortem, responder, "Card payments failed. A laminate was fine.")
    assert "Read it before you download it." not in client.get(address).content.decode()


def test_what_customers_read_follows_each_change_of_a_published_postmortem(postmortem, responder):
    def read():
        summary = CustomerSummary.objects.get(incident=postmortem.incident)
        return summary.text if summary.published_at else None

    section = marked(postmortem, responder, "Nobody could pay.")
    assert not CustomerSummary.objects.exists()
    publish(postmortem, responder)
    assert "Nobody could pay." in read()
    save(section, responder, "Some could not pay.")
    assert ("Nobody could pay." in read(), "Some could not pay." in read()) == (False, True)
    change_customer_title(postmortem=postmortem, actor=responder, title="Paying failed")
    assert read().startswith("# Paying failed")
    rename_section(section=section, actor=responder, heading="In short")
    assert "## In short" in read()
    remove_section(section=section, actor=responder)
    assert read() is None
    restore_section(section=section, actor=responder)
    assert "Some could not pay." in read()
    mark_for_customers(section=section, actor=responder, is_marked=False)
    assert read() is None
    change_status(postmortem=postmortem, actor=responder, action="reopen", reason="It was wrong")
    mark_for_customers(section=section, actor=responder, is_marked=True)
    assert read() is None
