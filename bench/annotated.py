"""`make bench-annotated FOLDER=…`: how much of documents that were annotated by hand is read as they say.

Beside a document `NAME.md` (or .txt, .html, .docx) stands `NAME.json`; docs/import-format.md describes it.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_file

Truth = dict[str, Any]
Read = dict[str, Any]
# The warnings after which a person looks at the start and the end.
ABOUT_INSTANTS = {
    "ambiguous_date",
    "ambiguous_hour",
    "dates_disagree",
    "day_guessed",
    "duration_differs",
    "end_before_start",
    "no_such_hour",
    "no_end",
    "no_start",
    "several_periods",
    "shared_zone",
    "span_guessed",
    "unlikely_zone",
}
NAMES = ("accepted", "refused", "title", "start and end", "entries", "times", "root cause", "resolution", "work")
WORDS_THAT_TELL = 4


class Figures:
    """Counts over all documents, and what was read otherwise than annotated."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.differences: list[str] = []

    def count(self, name: str, is_right: bool, difference: str) -> None:  # noqa: FBT001 - what is counted
        """One more, and whether it was read as annotated."""
        self.counts[f"{name} of"] += 1
        self.counts[name] += is_right
        if not is_right:
            self.differences.append(f"{name}: {difference}")

    def share(self, name: str, whole: str = "") -> str:
        """In percent, with what it was counted from."""
        part, of = self.counts[name], self.counts[whole or f"{name} of"]
        return f"{100 * part / of:5.1f} %  ({part}/{of})" if of else "no document says it"


def main() -> int:
    """0 when documents were found."""
    parser = argparse.ArgumentParser(prog="make bench-annotated", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="part of a document's name")
    parser.add_argument("--differences", action="store_true", help="each difference, by document")
    chosen = parser.parse_args()
    figures = Figures()
    pairs = list(_documents(chosen.folder, chosen.only))
    for document, truth in pairs:
        before = len(figures.differences)
        compare(as_json(read_file(document.name, document.read_bytes())), truth, figures)
        if chosen.differences and len(figures.differences) > before:
            print(f"\n{document.name}", *figures.differences[before:], sep="\n  ")
    for name in NAMES:
        print(f"{name:26}{figures.share(name)}")
    print(f"{'wrong without a warning':26}{figures.share('unwarned', 'start and end of')}")
    print(f"{'entries that are none':26}{figures.share('false entries', 'entries of')}")
    print(f"{'work that is none':26}{figures.share('false work', 'work of')}")
    print(f"{'work of the other kind':26}{figures.share('other kind', 'work of')}")
    return 0 if pairs else 1


def _documents(folder: Path, only: str) -> Iterator[tuple[Path, Truth]]:
    for truth in sorted(folder.glob("*.json")):
        if only not in truth.stem:
            continue
        for document in sorted(folder.glob(f"{truth.stem}.*")):
            if document.suffix != ".json":
                yield document, json.loads(truth.read_text())


def compare(read: Read, truth: Truth, figures: Figures) -> None:
    """Counts what of one document was read as annotated."""
    if not truth["is_postmortem"]:
        figures.count("refused", not read["is_postmortem"], "read as a postmortem")
        return
    figures.count("accepted", read["is_postmortem"], "; ".join(each["message"] for each in read["warnings"]))
    if not read["is_postmortem"]:
        return
    if truth["title"]:
        figures.count("title", _plain(truth["title"]) == _plain(read["title"] or ""), f"{read['title']!r}")
    elif read["title"]:
        figures.differences.append(f"a title where none is: {read['title']!r}")
    for end in ("started_at", "ended_at"):
        _compare_instant(end, read, truth, figures)
    _compare_entries(read["timeline"], truth["timeline"], figures)
    for name in ("root_cause", "resolution"):
        if truth[name]:
            is_there = any(_plain(phrase) in _plain(read[name] or "") for phrase in truth[name])
            figures.count(name.replace("_", " "), is_there, f"none of {truth[name]} is in {read[name]!r}")
    _compare_work(read, truth["work"], figures)


def _compare_instant(end: str, read: Read, truth: Truth, figures: Figures) -> None:
    given = _instant(read[end] or read[f"local_{end}"] or "")
    accepted = {_instant(each) for each in truth[end]}
    accepted |= {each[:5] for each in accepted if each[2:3] == ":"}  # without a day, an offset is none of its own
    if accepted:
        figures.count("start and end", given in accepted, f"{end} {given or None}, not {' or '.join(accepted)}")
    elif given:
        figures.differences.append(f"{end} where none is told: {given}")
    if given and given not in accepted and not ABOUT_INSTANTS & {each["code"] for each in read["warnings"]}:
        figures.counts["unwarned"] += 1
        figures.differences.append(f"no warning about {end}")


def _compare_entries(read: Sequence[Read], truth: Sequence[Truth], figures: Figures) -> None:
    pairs, more = _matched(read, truth)
    for said, found in pairs:
        figures.count("entries", found is not None, f"line {said['line']}: {said['text']!r}")
        if found is not None:
            at = _instant(found["at"] or "")
            is_right = _is_same_time(said["at"], at)
            figures.count("times", is_right, f"line {said['line']}: {at or None}, not {said['at']}")
    figures.counts["false entries"] += len(more)
    figures.differences.extend(f"no entry: line {each['line']}: {each['text'][:80]!r}" for each in more)


def _compare_work(read: Read, truth: Sequence[Truth], figures: Figures) -> None:
    items = [{"kind": "action_item", "text": each["text"], "line": each["line"]} for each in read["action_items"]]
    measures = [{"kind": "measure", "text": text, "line": 0} for text in read["measures"]]
    pairs, more = _matched([*items, *measures], truth)
    for said, found in pairs:
        if found is None and said.get("doubtful"):
            continue
        figures.count("work", found is not None, f"line {said['line']}: {said['text']!r}")
        if found is not None and found["kind"] != said["kind"]:
            figures.counts["other kind"] += 1
    figures.counts["false work"] += len(more)
    figures.differences.extend(f"no work: {each['text'][:100]!r}" for each in more)


def _matched(read: Sequence[Read], truth: Sequence[Truth]) -> tuple[list[tuple[Truth, Read | None]], list[Read]]:
    """Each annotated item with the one that was read, and what was read besides."""
    left = list(read)
    pairs = []
    for said in sorted(truth, key=lambda each: bool(each.get("doubtful"))):
        found = min(
            (each for each in left if _likeness(each, said)), key=lambda each: _likeness(each, said), default=None
        )
        if found is not None:
            left.remove(found)
        pairs.append((said, found))
    return pairs, left


def _likeness(found: Read, said: Truth) -> int:
    """From 1, the same, to 4, one that is perhaps the same; 0 for another one."""
    mine, its = _plain(found["text"]), _plain(said["text"])
    is_same_line = found["line"] == said["line"]
    fitting = (_begins_alike(found, said) and is_same_line, _begins_alike(found, said), its in mine)
    return next((at for at, fits in enumerate((*fitting, is_same_line and mine in its), start=1) if fits), 0)


def _begins_alike(found: Read, said: Truth) -> bool:
    words = _plain(said["text"]).split()[:WORDS_THAT_TELL]
    return bool(words) and " ".join(words) in " ".join(_plain(found["text"]).split()[: 2 * WORDS_THAT_TELL + 2])


def _plain(text: str) -> str:
    """Letters and digits alone: marks, links' addresses and capitals do not count."""
    text = re.sub(r"\]\([^)]*\)|<[^>]+>|&\w+;", " ", text)
    return " ".join(re.findall(r"\w+", text.lower()))


def _instant(text: str) -> str:
    """To the second, and without seconds that are zero."""
    return re.sub(r"(\d\d:\d\d)(?:(:\d\d)\.\d+|:00(?:\.\d+)?)(?!\d)", _seconds, text.replace("Z", "+00:00"))


def _seconds(match: re.Match[str]) -> str:
    return match[1] + (match[2] or "").replace(":00", "")


def _is_same_time(said: str | None, at: str) -> bool:
    """Whether both are the same, as far as the annotation goes: its zone is told by start and end."""
    local = re.sub(r"(?<=:\d\d)[+-]\d\d:\d\d$", "", at)
    if not said:
        return not at
    said = _instant(said)
    return local == said or ("T" not in said and local.rpartition("T")[2] == said)


if __name__ == "__main__":
    sys.exit(main())
