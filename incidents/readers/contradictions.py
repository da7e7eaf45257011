"""Where a text says something else than the record of its incident, sentence by sentence.

It is silent where it is not sure: where a sentence can be of something else, and where the record does not know.
`claims` has the words by which a sentence is known, `comparing` says how exact a value is meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from zoneinfo import ZoneInfo

from core.durations import humanize
from core.prose.finding import finds_in
from core.prose.finds import Find, FoundDuration, FoundName, FoundRange, FoundShare, FoundTime
from core.prose.sentences import MarkedSentence, masked, sentences
from incidents.readers.claims import Claim, is_doubtful, length_claim, range_claim, share_is_claimed, time_claim
from incidents.readers.comparing import Clocks, is_length, is_said, is_share, recorded, times_of, which, zone_of
from incidents.readers.corrected import Corrected, amount, is_alike
from incidents.readers.leading import is_said_to_lead
from incidents.readers.minutes import Minutes
from incidents.readers.record import FactKind, Instant, Record
from incidents.readers.wording import dated, length_in_place, share_in_place, time_in_place

TAKEN = "The text has the record’s value now. Look at it, then save."
GONE = "The sentence or the record is another one by now. Nothing was changed."
LONGEST = 50_000  # characters of one text that are read
LONGEST_SENTENCE = 1_000  # a longer one is not prose
MOST_FINDS = 500  # of one text
MOST_ZONES = 8  # that one text names; of more, any time may be told in any of them
UTC = ZoneInfo("UTC")
_LEADING = re.compile(r"(?:[-*+#>\s]|\d{1,3}[.)]\s)*")
_SINCE = re.compile(r"\bsince(?:\s+about)?\s*\Z", re.IGNORECASE)


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
    has_many_zones: bool

    def words(self, found: Find) -> str:
        return self.plain[found.start : found.end]

    def can_be(self, found: FoundTime, said: FactKind) -> bool:
        """Whether a time can be a recorded one."""
        return self.has_many_zones or is_said(found, self.words(found), self._read(said, found.zone))

    def is_known(self, found: FoundTime) -> bool:
        """Whether a time can be any instant of the timeline."""
        return self.has_many_zones or is_said(found, self.words(found), self._read("known", found.zone))

    def corrected(self, found: FoundTime) -> list[Corrected]:
        """The entries that were at that time."""
        numbers = () if self.has_many_zones else which(found, self.words(found), self._read("corrected", found.zone))
        return [self.record.corrected[number] for number in sorted(numbers)]

    def _read(self, what: str, zone: str) -> Minutes:
        return recorded(self.record, what, zone.upper(), self.clocks)

    @cached_property
    def right(self) -> frozenset[FactKind]:
        """The recorded times that stand somewhere in it."""
        times = [time for each in self.found for time in times_of(each)]
        return frozenset(said for said in self.record.instants if any(self.can_be(each, said) for each in times))

    @cached_property
    def has_share(self) -> bool:
        """Whether the recorded share stands somewhere in it."""
        share = self.record.share
        shares = [each for each in self.found if isinstance(each, FoundShare) and each.of]
        return share is not None and any(is_share(each, share) for each in shares)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """From where to where it goes in the text."""

    text: _Text
    start: int
    end: int
    found: Sequence[Find]

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
    found = finds_in(plain, names=record.people)[:MOST_FINDS]
    words = {time.zone.upper() for each in found for time in times_of(each) if time.zone}
    has_many_zones = len(words) > MOST_ZONES
    written = {zone for word in words if not has_many_zones and (zone := zone_of(word))}
    clocks = Clocks({record.zone, UTC, *written}, record.zone_word)
    read = _Text(plain, found, record, clocks, for_customers, has_many_zones)
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


def _by_sentence(text: _Text) -> Iterator[tuple[_Sentence, Find]]:
    """Each find with its sentence; those of doubtful and endless sentences are left out."""
    waiting = list(reversed(text.found))
    for start, end in sentences(text.plain):
        lead = _LEADING.match(text.plain, start, end)
        begin = lead.end() if lead else start
        inside = []
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        if not inside:
            continue
        sentence = _Sentence(text, min(begin, inside[0].start), max(end, inside[-1].end), inside)
        if sentence.end - sentence.start <= LONGEST_SENTENCE and not is_doubtful(sentence.words):
            yield from ((sentence, each) for each in inside)


def _marks(found: Find, sentence: _Sentence) -> list[_Mark]:
    match found:
        case FoundTime():
            claim = time_claim(sentence.before(found), sentence.after(found), for_customers=sentence.text.for_customers)
            marks = [_time(found, sentence, claim)]
        case FoundRange():
            marks = _range(found, sentence)
        case FoundDuration():
            marks = [_length(found, sentence)]
        case FoundShare():
            marks = [_share(found, sentence)]
        case FoundName():
            marks = [_lead(found, sentence)]
    return [mark for mark in marks if mark]


def _time(found: FoundTime, sentence: _Sentence, claim: Claim | None) -> _Mark | None:
    """A time that is said of something, else one that an entry had before it was corrected."""
    text = sentence.text
    instants = text.record.instants.get(claim.said, ()) if claim else ()
    if claim is None or not instants:
        return _corrected_time(found, sentence)
    if (claim.is_sure and text.record.is_of_one_customer) or text.can_be(found, claim.said):
        return None
    if not claim.is_sure and (claim.said in text.right or text.is_known(found)):
        return None
    others = (time for each in sentence.found if each != found for time in times_of(each))
    if any(text.can_be(each, claim.said) for each in others):
        return None
    return _time_mark(found, text, claim.said, instants[0])


def _range(found: FoundRange, sentence: _Sentence) -> list[_Mark | None]:
    """Both ends of the impact; of a range that may be a part of it, the one end that differs where the other fits."""
    text = sentence.text
    around = (sentence.before(found), sentence.words, sentence.after(found))
    is_sure = range_claim(*around, for_customers=text.for_customers)
    starts, ends = (text.record.instants.get(said, ()) for said in (FactKind.STARTED, FactKind.ENDED))
    if is_sure is None or not starts or not ends:
        return [_corrected_time(found.first, sentence), _corrected_time(found.last, sentence)]
    fits = text.can_be(found.first, FactKind.STARTED), text.can_be(found.last, FactKind.ENDED)
    marks: list[_Mark | None] = []
    sides = ((found.first, FactKind.STARTED, starts), (found.last, FactKind.ENDED, ends))
    for (each, said, instants), own, other in zip(sides, fits, reversed(fits), strict=True):
        is_claimed = not own and (is_sure or (other and said not in text.right and not text.is_known(each)))
        marks.append(_time_mark(each, text, said, instants[0]) if is_claimed else None)
    return marks


def _time_mark(found: FoundTime, text: _Text, said: str, instant: Instant) -> _Mark:
    zone = zone_of(found.zone)
    about = "about " if instant.is_about else ""
    instead = time_in_place(found, text.words(found), instant, text.record, zone)
    return _Mark(found.start, found.end, f"{said}: {about}{dated(instant.at, text.record)}", instead)


def _corrected_time(found: FoundTime, sentence: _Sentence) -> _Mark | None:
    """A time at which an entry like the sentence was before it was corrected, and nothing of the timeline is now."""
    text = sentence.text
    if found.clock is None or found.is_about:
        return None
    for each in text.corrected(found):
        is_like_it = any(is_alike(sentence.words, told) for told in (each.before, each.after))
        if each.before_at != each.after_at and is_like_it and not text.is_known(found):
            return _time_mark(found, text, "An entry was corrected to", Instant(each.after_at))
    return None


def _length(found: FoundDuration, sentence: _Sentence) -> _Mark | None:
    text = sentence.text
    said = length_claim(sentence.before(found), sentence.after(found))
    lengths = text.record.lengths.get(said, ()) if said else ()
    if said is None:
        return _corrected_value(found, sentence)
    same = (each for each in sentence.found if isinstance(each, FoundDuration))
    if not lengths or any(is_length(each, text.words(each), lengths) for each in same):
        return None
    words = text.words(found)
    return _Mark(found.start, found.end, f"{said}: {humanize(lengths[0])}", length_in_place(words, lengths[0]))


def _share(found: FoundShare, sentence: _Sentence) -> _Mark | None:
    text, share = sentence.text, sentence.text.record.share
    is_claimed = share_is_claimed(sentence.before(found), sentence.words, sentence.after(found))
    if share is None or not is_claimed or _has_a_clock(sentence):
        return _corrected_value(found, sentence)
    if is_share(found, share) or text.has_share or amount(found) in text.record.numbers:
        return None
    instead = share_in_place(text.words(found), share)
    return _Mark(found.start, found.end, f"Impact: {share.words}", instead)


def _has_a_clock(sentence: _Sentence) -> bool:
    """Whether it says when, other than since when."""
    times = [each for each in sentence.found if isinstance(each, FoundTime) and each.clock is not None]
    return any(not _SINCE.search(sentence.before(each)) for each in times)


def _corrected_value(found: FoundDuration | FoundShare, sentence: _Sentence) -> _Mark | None:
    """A number that an entry said before it was corrected, and none says now."""
    record = sentence.text.record
    after = record.replaced.successor_of(found, sentence.words)
    if after is None or amount(found) in record.numbers:
        return None
    return _Mark(found.start, found.end, f"An entry was corrected to: {after}", after)


def _lead(found: FoundName, sentence: _Sentence) -> _Mark | None:
    """Somebody who took part is said to have led, and never had that role."""
    had_lead = sentence.text.record.had_lead
    text, before = sentence.text, sentence.before(found)
    line = text.plain[text.plain.rfind("\n", 0, found.start) + 1 : found.start][-LONGEST_SENTENCE:]
    is_claimed = is_said_to_lead(line, before, sentence.after(found))
    if not is_claimed or not had_lead or found.name in had_lead:
        return None
    instead = had_lead[0] if len(had_lead) == 1 else ""
    return _Mark(found.start, found.end, f"Lead: {', '.join(had_lead)}", instead)
