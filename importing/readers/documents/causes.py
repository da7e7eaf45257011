"""What caused it, and what ended it: the parts of that name, else the sentences that say it best."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from importing.readers.documents.analysis import about_cause
from importing.readers.documents.facts import ReadEntry, Sureness, Told
from importing.readers.documents.items import items_of
from importing.readers.documents.lines import Kind
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage
from importing.readers.documents.told import (
    SAYS_CAUSE,
    SAYS_FIX,
    best_named,
    cause_and_resolution,
    paragraphs,
    says_fix,
    sentences,
    text_of,
)

_LOOKED_AT = 1_000  # characters of a sentence
_MOST = 2_000  # sentences, or entries
_MOST_BELOW = 30  # items of a list, or sentences of a paragraph
_THIS = r"(?:this|that|the|these|our|an?)"
_OUTAGE = r"(?:outage|incident|problem|issue|failure|downtime|disruption|interruption|errors?|crash)"
# What is not known, or is denied.
_NOT_KNOWN = re.compile(
    r"\b(?:unknown|unclear|not (?:yet )?(?:known|clear|found|sure)|still (?:being )?investigat\w*|investigation is"
    r"|(?:may|might|could) (?:have been|be)|possib(?:ly|le)|perhaps|we (?:suspect|believe|thought)\w*|hypothes\w+"
    r"|ruled out|apologi\w+|inconvenien\w+)\b|(?:\b(?:not|never)|n['’]t) (?:\w+ )?(?:caused|due|because)\b|\?\s*$",
    re.IGNORECASE,
)
# Beside words that say less clearly what the cause was: what followed, an apology, a plan, what others said.
_NO_CAUSE = re.compile(
    rf"{_NOT_KNOWN.pattern}|\b(?:at first|no \w+ (?:was|were) lost"
    rf"|{_THIS} (?:\w+ )?{_OUTAGE} (?:has |have |had )?(?:caused|led|resulted|triggered)|backlogs?|refunds?"
    r"|sorry|in order to|rather than|(?:will|would|should|going to"
    r"|plan to)(?! have been)|wrote|tweeted|angry|no further|further (?:damage|harm|losses))\b",
    re.IGNORECASE,
)
_NOT_OF_OUTAGE = rf"(?! (?:to )?{_THIS} (?:\w+ )?{_OUTAGE}\b)"  # `Due to this incident` tells what followed
_CLEAR_CAUSE = re.compile(
    rf"{SAYS_CAUSE.pattern}"
    r"|\b(?:was|were|been|is|primarily|mainly) (?:\w+ly )?(?:caused (?:by|due to)|the result of)\b"
    r"|\b(?:primary|main|actual|underlying) (?:cause|culprit)\b|\bthe culprit\b",
    re.IGNORECASE,
)
_LIKELY_CAUSE = re.compile(
    rf"\b(?:because(?: of)?|due to|caused by|as a (?:direct )?result of|(?:resulted|stemmed|arose) from"
    rf"|result of|attributed to|triggered by|brought down by){_NOT_OF_OUTAGE}\b"
    r"|\b(?:which|that|this|and|has|have|had) (?:has |have |had )?(?:\w+ly )?"
    r"(?:led to|caused|triggered|exposed|resulted in|broke|prevented|overloaded|overwhelmed|exhausted)\b"
    r"|\bled to (?:a |an |the )|\b(?:causing|resulting in|triggering)\b"
    r"|\b(?:turned out|turns out|determined|identified|discovered|found(?: out)?|realized|established)"
    r" (?:to be|that)\b.{0,200}\b(?:caus|misconfig|bug|fail|did(?:n't| not)|had no|typo|expired|missing)",
    re.IGNORECASE,
)
_POSSIBLE_CAUSE = re.compile(
    r"\b(?:accidentally|mistakenly|inadvertently|erroneously|misconfigur\w+|misinterpret\w*|misunderst\w+"
    r"|(?:a|the) bug\b|ran out of|did(?: not|n't|n’t) (?:properly|correctly)|failed to|typo|expired|forgot\w*"
    r"|incorrect\w*|incompatib\w+|(?:power|network|provider) outage|outage (?:of|at|in) (?:our|the) \w+|went down"
    r"|was (?:not|never) (?:\w+ )?(?:set|enabled|configured|started|installed|updated|renewed)|ha(?:s|ve) blocked"
    r"|preventing|prevented|exhaust\w+|overload\w*|memory leak|denial[- ]of[- ]service)\b",
    re.IGNORECASE,
)
_REPAIRS = (
    r"\b(?:restored|re-?started|reverted|rolled back|re-?created|patched|fixed|replaced|increased|downgraded|corrected"
    r"|disabled|re-?built|rebuilt|re-?synced|bumped|blocked|unblocked|reconfigured|renewed|reset|rebooted|reconnected"
    r"|bypassed|cleared|switched (?:back|to|over)|scaled (?:up|out)|failed over"
    r"|(?:deployed|applied|released|merged|shipped) (?:a |an |the )?(?:\w+ ){0,3}(?:fix|patch|hotfix|rollback))"
)
_CLEAR_FIX = re.compile(
    rf"{SAYS_FIX.pattern}|\b(?:is|was|were|been|got) (?:\w+ly )?(?:resolved|fixed|mitigated|solved|remedied)"
    r" (?:\w+ )?(?:by|with|when|after|once|through)\b|\bto (?:permanently )?fix (?:the|this)\b"
    r"|\b(?:fixed|resolved|solved|mitigated) (?:the|this|it|that) (?:\w+ )?(?:by|with|when|after|once)\b",
    re.IGNORECASE,
)
_LIKELY_FIX = re.compile(
    r"\b(?:we|i|they|he|she|it|team|engineers?|developers?|provider|administrators?|support|has|have|had|was|were"
    rf"|been)\b(?:(?! to | not )[^.]){{0,60}}?{_REPAIRS}\b|\b(?:fix|patch) was\b|\brollback\b",
    re.IGNORECASE,
)
_REPAIR_IN_SHORT = re.compile(rf"(?:\S+ ){{0,5}}{_REPAIRS}\b", re.IGNORECASE)  # `Card replaced`, of an entry
_NO_FIX = re.compile(
    r"\b(?:will|would|should|need(?:s|ed)? to|plan\w*|in (?:the )?future|next time|going to|attempt\w*|tr(?:ied|ying)"
    r"|did(?: not|n't|n’t)|without success|temporar\w+ work|working (?:with|on)|in progress|looking (?:at|into)|unable"
    r"|please|follow these|procedures?|caus(?:ed?|ing)|resulting|accident\w*|documentation|because|due to"
    r"|had (?:\w+ ){0,2}(?:deleted|removed|changed|moved)|fails?|identify|candidates?|no (?:change|effect|difference)"
    r"|commander|runbooks?|status page|wrote)\b",
    re.IGNORECASE,
)
_TAKEN = re.compile(r"\btaken\b|\bimmediate\b", re.IGNORECASE)  # `Remediation actions taken`
_POINTS_BACK = re.compile(r"(?:this|that|these|which|as a result)\b", re.IGNORECASE)
_STORY = (Part.SUMMARY, Part.NARRATIVE, None)
_ELSEWHERE = (
    Part.CONCLUSION,
    Part.TRIGGER,
    Part.CONTRIBUTING,
    Part.RESOLUTION,
    Part.REMEDIATION,
    Part.WENT_WRONG,
    Part.LESSONS,
)
_OF_FIXES = (
    Part.RESOLUTION,
    Part.REMEDIATION,
    Part.CAUSE_AND_RESOLUTION,
    Part.ROOT_CAUSE,
    Part.IMPACT,
    Part.CONCLUSION,
)
Sentence = tuple[str, str, int]  # with the one before it, and its line


def cause_and_fix(passages: Sequence[Passage], entries: Sequence[ReadEntry]) -> tuple[Told | None, Told | None]:
    """The root cause and the resolution, each as far as it is told."""
    cause, fix = _by_name(passages)
    return cause or _cause_in(passages, entries), fix or _fix_in(passages, entries)


def _by_name(passages: Sequence[Passage]) -> tuple[Told | None, Told | None]:
    """From the parts that say that they are about them."""
    prose = [passage for passage in _parts(passages, Part.REMEDIATION) if not items_of([passage])]
    of_cause = best_named(whole_cause := about_cause(passages), Part.ROOT_CAUSE)
    of_fix = best_named(_parts(passages, Part.RESOLUTION), Part.RESOLUTION)
    causes, fixes = text_of(of_cause), text_of([*of_fix, *prose])
    cause, fix = cause_and_resolution(_parts(passages, Part.CAUSE_AND_RESOLUTION))
    if fixes is None and fix is None and (whole := text_of(whole_cause)) and says_fix(whole.text):
        split, fixes = cause_and_resolution(whole_cause)
        causes = split if len(of_cause) == len(whole_cause) else causes
    return cause or causes, fix or fixes


def _cause_in(passages: Sequence[Passage], entries: Sequence[ReadEntry]) -> Told | None:
    """The sentence that says the cause in the clearest words, of the summary first."""
    story, rest = _said(passages, _STORY), _said(passages, _ELSEWHERE)
    said = _clearest([story], [_CLEAR_CAUSE], _NOT_KNOWN)
    if said:
        return said
    beside = [each for each in _parts(passages, Part.TIMELINE) if "cause" in each.heading.lower().partition("(")[0]]
    if not _parts(passages, Part.WENT_WELL, Part.LESSONS, Part.GOT_LUCKY):
        beside = beside or [each for each in _parts(passages, Part.WENT_WRONG) if not items_of([each])]
    of_entries = [(each, "", entry.line) for entry in entries[:_MOST] for each in sentences(entry.text)]
    said = text_of(beside) or _clearest([rest], [_CLEAR_CAUSE], _NOT_KNOWN)
    said = said or _clearest([story, rest], [_LIKELY_CAUSE], _NO_CAUSE)
    said = said or _clearest([of_entries], [_CLEAR_CAUSE], _NOT_KNOWN)
    return said or _clearest([story, rest], [_POSSIBLE_CAUSE], _NO_CAUSE)


def _fix_in(passages: Sequence[Passage], entries: Sequence[ReadEntry]) -> Told | None:
    """The sentence that says how it was fixed, else the last entry that tells of a repair."""
    story, rest = _said(passages, _STORY), _said(passages, _OF_FIXES)
    clear = _clearest([rest, story], [_CLEAR_FIX], _NO_FIX) or text_of(
        passage for passage in _parts(passages, Part.REMEDIATION) if _TAKEN.search(passage.heading)
    )
    done = _said(passages, (Part.RESOLUTION, Part.REMEDIATION, *_STORY))
    return clear or _repair_in(entries) or _clearest([done], [_LIKELY_FIX], _NO_FIX)


def _repair_in(entries: Sequence[ReadEntry]) -> Told | None:
    """The last entry that tells of a repair, up to the one after which all was well."""
    ends = [at for at, entry in enumerate(entries) if {"mitigated", "resolved"} & {*entry.milestones}]
    until = entries[: ends[-1] + 1] if ends else entries
    for entry in reversed(until[-_MOST:]):
        words = entry.text[:_LOOKED_AT]
        if any(pattern.search(words) for pattern in (_CLEAR_FIX, _LIKELY_FIX, _REPAIR_IN_SHORT)) and not _NO_FIX.search(
            words
        ):
            return Told(entry.text, entry.line, Sureness.GUESSED)
    return None


def _parts(passages: Sequence[Passage], *parts: Part | None) -> list[Passage]:
    return [passage for passage in passages if passage.part in parts]


def _said(passages: Sequence[Passage], parts: Sequence[Part | None]) -> list[Sentence]:
    """The first sentences of these parts."""
    return list(islice(_all_said(passages, parts), _MOST))


def _all_said(passages: Sequence[Passage], parts: Sequence[Part | None]) -> Iterator[Sentence]:
    """The sentences of these parts, the first named part first; with the list below it where one ends with a colon."""
    for part in parts:
        mine = _parts(passages, part)
        items = {line.number for passage in mine for line in passage.lines if line.kind is Kind.ITEM}
        told = paragraphs(mine)
        for at, (text, line) in enumerate(told):
            before = ""
            for sentence in sentences(text):
                is_above = sentence.endswith(":") and line not in items
                below = _list_below(told, at + 1, items) if is_above else []
                yield "\n".join((sentence, *below)), before, line
                before = sentence


def _list_below(told: Sequence[tuple[str, int]], first: int, items: Collection[int]) -> list[str]:
    found: list[str] = []
    while first + len(found) < len(told) and len(found) < _MOST_BELOW and told[first + len(found)][1] in items:
        found.append(told[first + len(found)][0])
    return found


def _fits(words: str, patterns: Sequence[re.Pattern[str]], against: re.Pattern[str]) -> bool:
    return any(pattern.search(words) for pattern in patterns) and not against.search(words)


def _clearest(
    groups: Sequence[Sequence[Sentence]], patterns: Sequence[re.Pattern[str]], against: re.Pattern[str]
) -> Told | None:
    """The first sentence with the clearest words, and those of its paragraph behind it that say more of it."""
    for pattern in patterns:
        for told in groups:
            for at, (sentence, before, line) in enumerate(told):
                words = sentence[:_LOOKED_AT]
                if _fits(words, (pattern,), against):
                    first = f"{before} {sentence}" if before and _POINTS_BACK.match(sentence) else sentence
                    paragraph = [each for each, _, of in told[at + 1 : at + 1 + _MOST_BELOW] if of == line]
                    rest = [each for each in paragraph if _fits(each[:_LOOKED_AT], patterns, against)]
                    sureness = Sureness.LIKELY if pattern in {_CLEAR_CAUSE, _CLEAR_FIX} else Sureness.GUESSED
                    return Told(" ".join((first, *rest)), line, sureness)
    return None
