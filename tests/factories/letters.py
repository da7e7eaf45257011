"""Makes letters through the services, so that tests see what the product writes."""

from uuid import uuid4

from accounts.models import User
from customers.enums import ToldHow
from customers.models import AffectedCustomer, Letter, LetterVersion, Told
from customers.selectors.letter_sources import letter_source
from customers.services.affected import Period, add_affected
from customers.services.letters import begin_letter, edit_letter, give_letter, sign_letter
from incidents.models import Incident

UNKNOWN = Period()


def make_affected(incident: Incident, name: str = "Baobab Books", period: Period = UNKNOWN) -> AffectedCustomer:
    """That the incident affects a customer, or somebody of that name."""
    add_affected(incident=incident, actor=incident.declared_by, names=[name], period=period)
    incident.refresh_from_db()
    return incident.affected_customers.order_by("-pk")[0]


def make_letter(affected: AffectedCustomer, *, by: User, text: str = "") -> Letter:
    """A draft, with other words than it began with where there are some."""
    letter = begin_letter(affected=affected, actor=by)
    if text:
        write(letter, by, text)
    return fresh(letter)


def fresh(letter: Letter) -> Letter:
    """As it is now."""
    return Letter.objects.select_related("affected__customer", "affected__incident").get(pk=letter.pk)


def current(letter: Letter) -> LetterVersion:
    """What it says now."""
    return letter.versions.get(number=fresh(letter).version)


def write(letter: Letter, by: User, text: str) -> LetterVersion:
    """A save of somebody who saw everything."""
    facts = letter_source(fresh(letter).affected).facts.digest
    return edit_letter(letter=letter, actor=by, text=text, seen=(current(letter).seen, facts))


def sign(letter: Letter, by: User, *confirmed: str) -> LetterVersion:
    """Signed off by somebody who saw everything."""
    return sign_letter(letter=letter, actor=by, seen=current(letter).seen, confirmed=confirmed)


def give(letter: Letter, by: User) -> Told:
    """Given by mail."""
    seen = current(letter).seen
    return give_letter(letter=letter, actor=by, how=ToldHow.MAIL, seen=seen, client_uuid=uuid4())
