"""The example letters: one that is signed off, one that waits for it."""

from collections.abc import Mapping

from accounts.models import User
from customers.models import Letter
from customers.services import begin_letter, sign_letter
from examples.company.letters import DRAFTED, FOR_CUSTOMERS, SIGNED_OFF
from incidents.models import Incident
from postmortems.models import Measure
from postmortems.services import fingerprint_of_words, say_measure


def say_example_measures(key: str, measures: list[Measure], actor: User) -> None:
    """Those that are fit for customers."""
    for place, words in FOR_CUSTOMERS.get(key, {}).items():
        measure = measures[place]
        say_measure(measure=measure, actor=actor, words=words, seen=fingerprint_of_words(measure))


def write_example_letters(key: str, incident: Incident, people: Mapping[str, User]) -> None:
    """To customers of one document: Peter begins them, Grace signs one off."""
    for of, name in (SIGNED_OFF, DRAFTED):
        if of == key:
            row = incident.affected_customers.select_related("customer").get(name=name)
            letter = begin_letter(affected=row, actor=people["peter"])
            if (of, name) == SIGNED_OFF:
                _sign(letter, people["grace"])


def _sign(letter: Letter, actor: User) -> None:
    sign_letter(letter=letter, actor=actor, seen=letter.versions.get().seen, confirmed=())
