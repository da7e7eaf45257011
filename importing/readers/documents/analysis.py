"""What a document learned: where it tells the cause, factors, lessons, measures."""

import re
from collections.abc import Iterable, Sequence

from importing.readers.documents.facts import ReadFactor, ReadLesson, ReadMeasure, Sureness, Told
from importing.readers.documents.items import Item, items_of
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage
from importing.readers.documents.told import text_of

_WORD = re.compile(r"\w")
_BELOW_A_CAUSE = frozenset({Part.NARRATIVE, Part.SUMMARY, Part.TRIGGER, Part.CONTRIBUTING, Part.WENT_WRONG})


def about_cause(passages: Iterable[Passage]) -> list[Passage]:
    """The parts about the cause; where these hold no words, those below them: *What happened* below *Root cause*."""
    own: list[Passage] = []
    below: list[Passage] = []
    level: int | None = None
    for passage in passages:
        if passage.part is Part.ROOT_CAUSE:
            own.append(passage)
            level = passage.level if passage.named else level
        elif level is not None and passage.level <= level:
            level = None
        elif level is not None and passage.part in _BELOW_A_CAUSE and passage.told:
            below.append(passage)
    said = [passage for passage in own if any(_WORD.search(line.words) for line in passage.told)]
    return own if said else below


def factors_of(passages: Sequence[Passage], root_cause: Told | None) -> tuple[ReadFactor, ...]:
    """The causes and circumstances, by the part they stand in, or by what stands before them: `**Trigger:**`."""
    kinds = {Part.CONTRIBUTING: "contributing", Part.TRIGGER: "trigger", Part.MITIGATORS: "mitigator"}
    found: list[ReadFactor] = []
    for passage in passages:
        if passage.part in {Part.ROOT_CAUSE, Part.CONTRIBUTING} and passage.heading.lower() == "factors":
            found.extend(_stated_factor(item) for item in items_of([passage]))
        elif kind := kinds.get(passage.part) if passage.part else None:
            told = items_of([passage]) or []
            found.extend(ReadFactor(kind, item.text, item.line.number) for item in told)
            if not told and (text := text_of([passage])):
                found.append(ReadFactor(kind, text.text, text.line))
    if root_cause and not any(factor.kind == "root_cause" for factor in found):
        found.insert(0, ReadFactor("root_cause", root_cause.text, root_cause.line, root_cause.sureness))
    return tuple(found)


_FACTOR_KINDS = {
    "root cause": "root_cause",
    "trigger": "trigger",
    "contributing": "contributing",
    "detection gap": "detection_gap",
    "response difficulty": "response_difficulty",
    "mitigator": "mitigator",
}
_FACTOR = re.compile(r"(?P<kind>[A-Z][a-z]+(?: [a-z]+)?)(?: \((?P<category>[^()]{1,80})\))?:\s+(?P<text>.+)")


def _stated_factor(item: Item) -> ReadFactor:
    """A factor of a postmortem that Debrief exported: `**Root cause (Configuration):** …`."""
    match = _FACTOR.fullmatch(item.words[0])
    kind = _FACTOR_KINDS.get(match["kind"].lower()) if match else None
    if match is None or kind is None:
        return ReadFactor("contributing", item.words[0], item.line.number)
    return ReadFactor(kind, match["text"], item.line.number, Sureness.STATED, match["category"] or "")


_LESSON_KINDS = {
    Part.LESSONS: "lesson",
    Part.WENT_WELL: "went_well",
    Part.WENT_WRONG: "went_wrong",
    Part.GOT_LUCKY: "got_lucky",
    Part.SURPRISED: "surprised_us",
}


def lessons_of(passages: Sequence[Passage]) -> list[tuple[ReadLesson, Item]]:
    """The lessons of all kinds, each with the item it is."""
    found: list[tuple[ReadLesson, Item]] = []
    for passage in passages:
        kind = _LESSON_KINDS.get(passage.part) if passage.part else None
        if kind:
            told = items_of([passage], takes_prose=True)
            found.extend((ReadLesson(kind, item.text, item.line.number), item) for item in told)
    return found


def measure_of(item: Item) -> ReadMeasure:
    """A measure; whether it corrects or prevents is said by its heading alone, if that says one of them."""
    said = f"{item.heading} {item.words[0][:30]}".lower()
    corrects, prevents = "corrective" in item.heading.lower(), "prevent" in item.heading.lower()
    kind = ""
    if corrects != prevents:
        kind = "corrective" if corrects else "preventative"
    text = item.text
    for name in ("corrective", "preventative", "measure"):
        prefix = f"{name}: "
        if said and text.lower().startswith(prefix) and item.heading.lower() == "measures":
            text, kind = text[len(prefix) :], "" if name == "measure" else name
    return ReadMeasure(kind, text, item.line.number)
