"""Measures that are fit for customers: what customers read of one, in words of its own."""

from hashlib import sha256

from django.db import transaction

from accounts.models import User
from core.errors import Conflict, DomainError
from incidents.services import public_words
from postmortems.exporting.customer_text import LeftOut, customer_words, words_pattern
from postmortems.models import Measure
from postmortems.selectors.customer_version import inside_words
from postmortems.services.customer_version import keep_handed_over
from postmortems.services.history import note_event
from postmortems.services.locking import lock_postmortem

LONGEST = Measure._meta.get_field("customer_words").max_length or 0


class WordsChanged(Conflict):
    """Somebody changed the words since the form was shown. `present` is the measure now; nothing was stored."""

    def __init__(self, present: Measure) -> None:
        super().__init__("Somebody else changed these words meanwhile. Yours are kept below and not saved yet.")
        self.present = present


def fingerprint_of_words(measure: Measure) -> str:
    """Identifies what customers read of a measure; a form sends it back, so that a change since then is noticed."""
    return sha256(measure.customer_words.encode()).hexdigest()[:16]


@transaction.atomic
def say_measure(*, measure: Measure, actor: User, words: str, seen: str) -> Measure:
    """What customers read of a measure; without words it is not fit for them. A published postmortem hands it over.

    `seen` is `fingerprint_of_words` of what the writer was shown: WordsChanged for another one. Raises DomainError for
    words that customers cannot read, and where they would read a name or a severity.
    """
    postmortem = lock_postmortem(measure.postmortem)
    locked = Measure.objects.select_for_update().filter(pk=measure.pk).first()
    if locked is None:
        raise DomainError("This was removed in the meantime. Its text is in the history of the postmortem.")
    words = words.replace("\r\n", "\n").strip()
    if words == locked.customer_words:
        return locked
    if seen != fingerprint_of_words(locked):
        raise WordsChanged(locked)
    if words:
        _check(locked, words)
    before, locked.customer_words = locked.customer_words, words
    locked.save(update_fields=["customer_words"])
    what = "Measure in words for customers" if words else "Measure not for customers any more"
    note_event(postmortem=postmortem, actor=actor, what=what, before=before, after=words)
    keep_handed_over(postmortem)
    return locked


def _check(measure: Measure, words: str) -> None:
    if len(words) > LONGEST:
        raise DomainError(f"At most {LONGEST} characters; customers read one line of each measure.", field="words")
    try:
        public_words(words)
    except DomainError as error:
        raise DomainError(error.message, field="words") from error
    left = LeftOut()
    customer_words(words, words_pattern(inside_words(measure.postmortem)), left)
    if left:
        raise DomainError(f"Customers must not read {left}. Say it without that.", field="words")
