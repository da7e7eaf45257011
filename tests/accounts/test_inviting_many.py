"""Many people as a table: read, shown, and invited by a second press."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.readers import MOST, read_people
from core import clock
from tests.factories.accounts import make_team, make_user

TABLE = """Name;E-mail;Teams;Role
Ana Silva;Ana@Example.org;Payments / Platform;manager
Ben Otto;ben@example.org;;
"""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ana,ana@x.org", [("Ana", "ana@x.org", "", ())]),
        ("Ana\tana@x.org\treporter\tA; B", [("Ana", "ana@x.org", "reporter", ("A", "B"))]),
        ('email,name\nana@x.org,"Silva, Ana"', [("Silva, Ana", "ana@x.org", "", ())]),
        ("\n \n", []),
        ("only a word", [("only a word", "", "", ())]),
    ],
)
def test_tables_of_many_kinds_are_read(text, read):
    assert [(line.name, line.email, line.role, line.teams) for line in read_people(text).lines] == read


def test_it_is_shown_first_and_invites_by_a_second_press(as_user, admin):
    payments, platform = make_team("Payments"), make_team("Platform")
    client, address = as_user(admin), reverse("invite_many")
    shown = client.post(address, {"text": TABLE})
    assert shown.status_code == 200
    assert "Invite 2 people?" in shown.content.decode()
    assert not User.objects.filter(email="ana@example.org").exists()
    done = client.post(address, {"text": TABLE, "invite": "1"}, follow=True).content.decode()
    ana, ben = User.objects.get(email="ana@example.org"), User.objects.get(email="ben@example.org")
    assert (ana.role, set(ana.teams.all())) == ("manager", {payments, platform})
    assert (ben.role, ben.teams.count()) == ("reporter", 0)
    assert done.count("/invitation/") == 2
    assert client.get(reverse("invited")).content.decode().count("/invitation/") == 2
    again = client.post(address, {"text": TABLE, "invite": "1"}).content.decode()
    assert "Nobody can be invited" in again
    assert again.count("Somebody has this address already.") == 2


def test_lines_with_a_problem_are_left_out_and_say_why(as_user, admin):
    make_user(email="taken@example.org")
    text = "\n".join(
        [
            "Ana,ana@example.org",
            "Ana again,ana@example.org",
            "Old,taken@example.org",
            "Odd,nowhere",
            "Boss,boss@example.org,king",
            "Team,team@example.org,responder,Unknown",
            ",nobody@example.org",
        ]
    )
    page = as_user(admin).post(reverse("invite_many"), {"text": text}).content.decode()
    assert "Invite 1 person?" in page
    assert "The same address as in line 1." in page
    for problem in (
        "address already",
        "no e-mail address",
        "no role “king”",
        "no team “Unknown”",
        "name is missing",
    ):
        assert problem in page
    as_user(admin).post(reverse("invite_many"), {"text": text, "invite": "1"})
    assert set(User.objects.filter(email__contains="@example.org").values_list("email", flat=True)) >= {
        "ana@example.org"
    }
    assert not User.objects.filter(email="boss@example.org").exists()


def test_a_file_is_read_too(as_user, admin):
    file = SimpleUploadedFile("people.csv", "\ufeffname,email\nZoë,zoe@example.org\n".encode())
    page = as_user(admin).post(reverse("invite_many"), {"file": file}).content.decode()
    assert "Zoë" in page
    assert "Invite 1 person?" in page


@pytest.mark.parametrize("text", ["", "\x00", '"', "a,b\n" * (MOST + 1)])
def test_what_cannot_be_read_is_refused_in_words(as_user, admin, text):
    assert as_user(admin).post(reverse("invite_many"), {"text": text}).status_code in {200, 422}


def test_the_number_of_queries_does_not_grow(as_user, admin, django_assert_max_num_queries):
    client = as_user(admin)
    counts = []
    for count in (1, 50):
        text = "\n".join(f"Ana {n},ana{n}@example.org" for n in range(count))
        with django_assert_max_num_queries(12) as found:
            client.post(reverse("invite_many"), {"text": text})
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize(
    ("host", "words"), [("", "gets no e-mail"), ("mail.example.org", "joy@example.org is queued;")]
)
def test_an_invitation_says_whether_mail_can_go(as_user, admin, settings, host, words):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": host}
    page = invite_joy(as_user(admin))
    assert words in page
    assert 'data-copies="links"' in page


def test_an_invitation_that_cannot_be_sent_now_says_so(as_user, admin, settings):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "mail.example.org"}
    page = invite_joy(as_user(admin))
    assert "E-mails cannot be sent at present and wait." in page
    assert "is queued" not in page


def invite_joy(client):
    facts = {"name": "Joy", "email": "joy@example.org", "role": "responder", "zone": "UTC"}
    return client.post(reverse("invite"), facts, follow=True).content.decode()


def test_a_column_that_is_not_understood_is_said_and_gives_nobody_a_role(as_user, admin):
    text = "Name,Email,Rolle\nAna,ana@example.org,manager\nBen,ben@example.org,admin\n"
    page = as_user(admin).post(reverse("invite_many"), {"text": text}).content.decode()
    assert "“Rolle”" in page
    assert page.count("no role given") == 2
    as_user(admin).post(reverse("invite_many"), {"text": text, "invite": "1"})
    invited = User.objects.filter(email__in=["ana@example.org", "ben@example.org"])
    assert list(invited.values_list("role", flat=True)) == ["reporter", "reporter"]


def test_the_links_are_shown_to_this_admin_for_an_hour_and_while_they_work(as_user, admin):
    client, other = as_user(admin), as_user(make_user(role="admin"))
    facts = {"name": "Joy", "email": "joy@example.org", "role": "responder", "zone": "UTC"}
    assert client.post(reverse("invite"), facts).url == reverse("invited")
    shown = client.get(reverse("invited")).content.decode()
    link = re.search(r"/invitation/[^\s<]+", shown)[0]
    assert Client().get(link).status_code == 200
    assert "/invitation/" not in other.get(reverse("invited")).content.decode()
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert "/invitation/" not in client.get(reverse("invited")).content.decode()
    Client().post(link, {"password": "a wise crow flies late"})
    assert "No links to show" in client.get(reverse("invited")).content.decode()
