"""Where a text says something else than the record of its incident, sentence by sentence.

It is silent where it is not sure: where a sentence can be of something else, and where the record does not know.
`claims` has the words by which a sentence is known, `comparing` says how exact a value is meant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from zoneinfo import ZoneInfo

from core.durations import humanize
from core.prose.finding import finds_in
from core.prose.finds import Find, FoundDuration, FoundName, FoundRange, FoundShare, FoundTime
from core.prose.sentences import MarkedSentence, masked, sentences
from incidents.readers.claims import Claim, is_doubtful, length_claim, range_claim, speaks_of_loss, time_claim
from incidents.readers.comparing import Clocks, is_length, is_said, is_share, zone_of
from incidents.readers.corrected import is_told, successor_of
from incidents.readers.record import Instant, Record, Said
from incidents.readers.wording import dated, length_in_place, share_in_place, time_in_place

TAKEN = "The text has the record’s value now. Look at it, then save."
GONE = "The sentence or the record is another one by now. Nothing was changed."
LONGEST = 50_000  # characters of one text that are read
UTC = ZoneInfo("UTC")
_LEADING = re.compile(r"(?:[-*+#>\s]|\d{1,3}[.)]\s)*")
_LED_BY = re.compile(r"\b(?:led by|lead(?:\s+was|\W*:))\W*$", re.IGNORECASE)
_LED = re.compile(r"\s+(?:led\s+(?:the\s+)?(?:response|incident)|was\s+(?:the\s+)?(?:incident\s+)?lead)\b")


@dataclass(frozen=True, slots=True)
class Contradiction(MarkedSentence):
    """A sentence with the words that differ, which begin at `at` in the text, and what the record `says`.

    `instead` takes their place; it is empty where the record has not one value for it.
    """

    at: int
    says: str
    instead: str

    @property
    def key(self) -> str:
        """Names it in a form, as long as the sentence and the record stay as they are."""
        return sha256(f"{self.sentence}\n{self.start}\n{self.instead}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a text differs, what the record says, and what takes the place of the words."""

    start: int
    end: int
    says: str
    instead: str


@dataclass(frozen=True)
class _Text:
    """What is read; `plain` hides what is not the writer's."""

    plain: str
    found: Sequence[Find]
    record: Record
    clocks: Clocks
    for_customers: bool

    def words(self, found: Find) -> str:
        return self.plain[found.start : found.end]

    def can_be(self, found: FoundTime, instants: Iterable[Instant]) -> bool:
        return is_said(found, self.words(found), instants, self.clocks)

    @cached_property
    def known(self) -> tuple[Instant, ...]:
        """All instants of the timeline."""
        return tuple(Instant(at) for at in self.record.known)

    @cached_property
    def right(self) -> frozenset[Said]:
        """The recorded times that stand somewhere in it."""
        times = [time for each in self.found for time in _times_of(each)]
        instants = self.record.instants.items()
        return frozenset(said for said, recorded in instants if any(self.can_be(each, recorded) for each in times))

    @cached_property
    def has_share(self) -> bool:
        """Whether the recorded share stands somewhere in it."""
        share = self.record.share
        shares = [each for each in self.found if isinstance(each, FoundShare) and each.of]
        return share is not None and any(is_share(each, share) for each in shares)

    @cached_property
    def told(self) -> list[Find]:
        """The numbers that the timeline says."""
        return [each for text in self.record.told for each in finds_in(text)]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """From where to where it goes in the text."""

    text: _Text
    start: int
    end: int

    def before(self, found: Find) -> str:
        return self.text.plain[self.start : found.start]

    def after(self, found: Find) -> str:
        return self.text.plain[found.end : self.end]

    @property
    def words(self) -> str:
        return self.text.plain[self.start : self.end]


def contradictions(text: str, record: Record, *, for_customers: bool = False) -> list[Contradiction]:
    """All of a text, in order. `for_customers`: it tells customers of this incident and of nothing else."""
    plain = masked(text[:LONGEST])
    found = finds_in(plain, names=record.people)
    written = {zone for each in found for time in _times_of(each) if (zone := zone_of(time))}
    read = _Text(plain, found, record, Clocks({record.zone, UTC, *written}, record.zone_word), for_customers)
    return [
        Contradiction(
            sentence=text[sentence.start : sentence.end],
            start=mark.start - sentence.start,
            end=mark.end - sentence.start,
            at=mark.start,
            says=mark.says,
            instead=mark.instead,
        )
        for sentence, each in _by_sentence(read)
        for mark in _marks(each, sentence)
    ]


def with_record(text: str, record: Record, key: str, *, for_customers: bool = False) -> str | None:
    """The text with the record's value in place of the one that differs; None where there is no such one now."""
    found = contradictions(text, record, for_customers=for_customers)
    chosen = next((each for each in found if each.key == key and each.instead), None)
    if chosen is None:
        return None
    return text[: chosen.at] + chosen.instead + text[chosen.at + len(chosen.marked) :]


def _times_of(found: Find) -> tuple[FoundTime, ...]:
    if isinstance(found, FoundRange):
        return (found.first, found.last)
    return (found,) if isinstance(found, FoundTime) else ()


def _by_sentence(text: _Text) -> Iterator[tuple[_Sentence, Find]]:
    """Each find with its sentence; those of doubtful sentences are left out."""
    waiting = list(reversed(text.found))
    for start, end in sentences(text.plain):
        lead = _LEADING.match(text.plain, start, end)
        begin = lead.end() if lead else start
        inside = []
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        if not inside:
            continue
        sentence = _Sentence(text, min(begin, inside[0].start), max(end, inside[-1].end))
        if not is_doubtful(sentence.words):
            yield from ((sentence, each) for each in inside)


def _marks(found: Find, sentence: _Sentence) -> list[_Mark]:
    match found:
        case FoundTime():
            claim = time_claim(sentence.before(found), sentence.after(found), for_customers=sentence.text.for_customers)
            marks = [_time(found, sentence.text, claim)]
        case FoundRange():
            marks = _range(found, sentence)
        case FoundDuration():
            marks = [_length(found, sentence)]
        case FoundShare():
            marks = [_share(found, sentence)]
        case FoundName():
            marks = [_lead(found, sentence)]
    return [mark for mark in marks if mark]


def _time(found: FoundTime, text: _Text, claim: Claim | None) -> _Mark | None:
    """A time that is said of something, else one that an entry had before it was corrected."""
    instants = text.record.instants.get(claim.said, ()) if claim else ()
    if claim is None or not instants:
        return _corrected_time(found, text)
    is_likely = claim.said not in text.right and not text.can_be(found, text.known)
    if text.can_be(found, instants) or not (claim.is_sure or is_likely):
        return None
    return _time_mark(found, text, claim.said, instants[0])


def _range(found: FoundRange, sentence: _Sentence) -> list[_Mark | None]:
    """Both ends of the impact; of a range that may be a part of it, the one end that differs where the other fits."""
    text = sentence.text
    around = (sentence.before(found), sentence.words, sentence.after(found))
    is_sure = range_claim(*around, for_customers=text.for_customers)
    starts, ends = (text.record.instants.get(said, ()) for said in (Said.STARTED, Said.ENDED))
    if is_sure is None or not starts or not ends:
        return [_corrected_time(found.first, text), _corrected_time(found.last, text)]
    fits = text.can_be(found.first, starts), text.can_be(found.last, ends)
    marks: list[_Mark | None] = []
    sides = ((found.first, Said.STARTED, starts), (found.last, Said.ENDED, ends))
    for (each, said, instants), own, other in zip(sides, fits, reversed(fits), strict=True):
        is_likely = other and said not in text.right and not text.can_be(each, text.known)
        marks.append(_time_mark(each, text, said, instants[0]) if not own and (is_sure or is_likely) else None)
    return marks


def _time_mark(found: FoundTime, text: _Text, said: str, instant: Instant) -> _Mark:
    zone = zone_of(found)
    about = "about " if instant.is_about else ""
    instead = time_in_place(found, text.words(found), instant, text.record, zone)
    return _Mark(found.start, found.end, f"{said}: {about}{dated(instant.at, text.record)}", instead)


def _corrected_time(found: FoundTime, text: _Text) -> _Mark | None:
    """A time at which an entry was before it was corrected, and nothing of the timeline is now."""
    if found.clock is None or found.is_about:
        return None
    for each in text.record.corrected:
        was_then = each.before_at != each.after_at and text.can_be(found, (Instant(each.before_at),))
        if was_then and not text.can_be(found, text.known):
            return _time_mark(found, text, "An entry was corrected to", Instant(each.after_at))
    return None


def _length(found: FoundDuration, sentence: _Sentence) -> _Mark | None:
    text, words = sentence.text, sentence.text.words(found)
    said = length_claim(sentence.before(found))
    lengths = text.record.lengths.get(said, ()) if said else ()
    if said is None:
        return _corrected_value(found, sentence)
    if not lengths or is_length(found, words, lengths):
        return None
    return _Mark(found.start, found.end, f"{said}: {humanize(lengths[0])}", length_in_place(words, lengths[0]))


def _share(found: FoundShare, sentence: _Sentence) -> _Mark | None:
    text, share = sentence.text, sentence.text.record.share
    if share is None or not speaks_of_loss(sentence.words):
        return _corrected_value(found, sentence)
    if is_share(found, share) or text.has_share or is_told(found, text.told):
        return None
    instead = share_in_place(text.words(found), share)
    return _Mark(found.start, found.end, f"Impact: {share.words}", instead)


def _corrected_value(found: FoundDuration | FoundShare, sentence: _Sentence) -> _Mark | None:
    """A number that an entry said before it was corrected, and none says now."""
    text = sentence.text
    after = successor_of(found, sentence.words, text.record)
    if after is None or is_told(found, text.told):
        return None
    return _Mark(found.start, found.end, f"An entry was corrected to: {after}", after)


def _lead(found: FoundName, sentence: _Sentence) -> _Mark | None:
    """Somebody who took part is said to have led, and never had that role."""
    had_lead = sentence.text.record.had_lead
    is_claimed = _LED_BY.search(sentence.before(found)) or _LED.match(sentence.after(found))
    if not is_claimed or not had_lead or found.name in had_lead:
        return None
    instead = had_lead[0] if len(had_lead) == 1 else ""
    return _Mark(found.start, found.end, f"Lead: {', '.join(had_lead)}", instead)
