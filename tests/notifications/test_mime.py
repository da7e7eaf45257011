"""The message over the wire says to a mail reader what was put in."""

from email import message_from_bytes, policy

import pytest

from notifications.kinds import Message
from notifications.mime import mime
from notifications.models import Delivery
from tests.factories.accounts import make_user


def parsed(message: Message, name: str = "Amina Otieno", address: str = "amina@example.com"):
    delivery = Delivery(recipient=make_user(name), address=address, message_id="<abc@example.com>")
    data = mime(delivery, message)
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    return message_from_bytes(data, policy=policy.default)


@pytest.mark.parametrize(
    "subject",
    [
        "2 action items overdue",
        "Überfällig: größer als je zuvor, und zwar so sehr, dass die Zeile lange nicht reicht " * 3,
        "先月の障害 🔥",
        "a" * 300,
        "two\r\nBcc: everybody@example.com",
    ],
)
def test_subjects(subject) -> None:
    mail = parsed(Message(subject, "text"))
    assert mail["Subject"].split() == subject.split()
    assert mail["Bcc"] is None


@pytest.mark.parametrize("name", ["Amina Otieno", 'Otieno, "Mina" Amina', "Ṣọlá Ọ̀ṣun", "x\r\nBcc: y@example.com"])
def test_names(name) -> None:
    mail = parsed(Message("s", "t"), name)
    (to,) = mail["To"].addresses
    assert to.addr_spec == "amina@example.com"
    assert to.display_name.split() == name.split()
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    "body",
    [
        "plain\nlines\n",
        "größer\r\n.\nafter a lone dot\n",
        "x" * 5000,
        "ü" * 2000 + "\nshort",
        "-- \na signature\n--=_\n",
    ],
)
@pytest.mark.parametrize("html", ["", "<p>größer</p>", "<p>" + "x" * 5000 + "</p>"])
def test_bodies(body, html) -> None:
    mail = parsed(Message("s", body, html))
    text = mail.get_body(("plain",)).get_content()
    assert text.replace("\r\n", "\n").rstrip("\n") == body.replace("\r\n", "\n").rstrip("\n")
    shown = mail.get_body(("html",))
    assert (shown.get_content().strip() if shown else "") == html


def test_a_domain_beyond_ascii() -> None:
    (to,) = parsed(Message("s", "t"), address="amina@bücher.example")["To"].addresses
    assert to.addr_spec == "amina@xn--bcher-kva.example"


def test_headers_say_who_and_that_nobody_wrote_it() -> None:
    mail = parsed(Message("s", "t", "<p>t</p>"))
    assert mail["Message-ID"] == "<abc@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "debrief@" in mail["From"]
    assert mail["Date"].datetime.tzinfo is not None
    assert mail.get_content_type() == "multipart/alternative"


def test_a_header_that_does_not_fit_on_a_line_is_folded() -> None:
    delivery = Delivery(recipient=make_user(), address="amina@example.com", message_id=f"<{'a' * 90}@example.com>")
    data = mime(delivery, Message("one two three " * 12, "t", "<p>t</p>"))
    head = data.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 110
    assert message_from_bytes(data, policy=policy.default)["Subject"] == ("one two three " * 12).strip()


def test_text_that_looks_like_a_boundary_is_text() -> None:
    first = mime(Delivery(recipient=make_user(), message_id="<a@example.com>"), Message("s", "t", "<p>t</p>"))
    boundary = message_from_bytes(first, policy=policy.default).get_boundary()
    mail = parsed(Message("s", f"--{boundary}\n\ntext", "<p>t</p>"))
    assert mail.get_body(("plain",)).get_content().split() == [f"--{boundary}", "text"]
    assert len(list(mail.iter_parts())) == 2


def test_a_subject_that_looks_encoded_is_shown_as_it_was_written() -> None:
    mail = parsed(Message("=?utf-8?q?hello?= x", "t"))
    assert mail["Subject"] == "= ?utf-8?q?hello?= x"
