"""Every fact of the five documents reads right where somebody reads it: on the pages and in the exports."""

import csv
import re
from collections.abc import Mapping
from io import StringIO

import pytest

from examples.company import DOCUMENTS
from tests.examples.conftest import PLACES, Texts
from tests.examples.facts import NEVER, STALE, Facts, Moment
from tests.examples.more_facts import FACTS

PAGES = ("incident", "postmortem")
SHORTEST = 2_000  # characters of a page above the keyboard shortcuts: the shortest of the ten has more than twice that


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def day_of(text: str, facts: Facts) -> str:
    """What a page says between the heading of the day and that of the day on which it was recorded."""
    timeline = text.split(facts.day, 1)[1]
    return re.split(r"\w+day \d+ \w+ 20\d\d", timeline, maxsplit=1)[0]


def test_each_example_has_its_table() -> None:
    assert [document.key for document in DOCUMENTS] == list(FACTS)


@pytest.mark.parametrize("key", FACTS)
@pytest.mark.parametrize("page", PAGES)
def test_each_fact_is_on_the_page(read_examples: Texts, key: str, page: str) -> None:
    facts, text = FACTS[key], read_examples[key][page]
    wanted = (*facts.shared, *getattr(facts, page))
    assert [fact for fact in wanted if fact not in text] == []


@pytest.mark.parametrize("key", FACTS)
@pytest.mark.parametrize("page", PAGES)
def test_each_time_of_the_timeline_is_on_the_page(read_examples: Texts, key: str, page: str) -> None:
    facts = FACTS[key]
    stamp = rf"(?:about )?\d\d:\d\d{facts.zone}"
    entries = re.findall(rf"{stamp}.*?(?= {stamp}|$)", day_of(read_examples[key][page], facts))
    assert [moment for moment in facts.moments if not is_said(moment, facts, entries)] == []


def is_said(moment: Moment, facts: Facts, entries: list[str]) -> bool:
    """Whether the first entry with its time and milestones says its words and its author."""
    about = "about " if moment.is_about else ""
    start = f"{about}{moment.time}{facts.zone} {moment.milestones}".strip()
    entry = next((each for each in entries if each.startswith(start)), "")
    return bool(entry) and moment.words in entry and moment.by in entry


@pytest.mark.parametrize("key", FACTS)
@pytest.mark.parametrize("page", PAGES)
def test_the_page_has_no_other_time_on_that_day(read_examples: Texts, key: str, page: str) -> None:
    facts = FACTS[key]
    shown = re.findall(rf"(\d\d:\d\d){facts.zone}", day_of(read_examples[key][page], facts))
    assert shown == [moment.time for moment in facts.moments]


@pytest.mark.parametrize("key", FACTS)
def test_the_timeline_as_csv(read_examples: Texts, key: str) -> None:
    facts = FACTS[key]
    day = facts.offset.split("T")[0]
    told = [row for row in rows(read_examples[key]["timeline.csv"]) if row["happened_at"].startswith(day)]
    assert [
        (row["happened_at"], plain(row["text"]), row["about"], row["milestones"].replace("_", " ")) for row in told
    ] == [
        (
            facts.offset.format(moment.time),
            moment.words,
            "yes" if moment.is_about else "no",
            ", ".join(re.findall(r"[A-Z][a-z]+(?: started)?", moment.milestones)).lower(),
        )
        for moment in facts.moments
    ]
    by = [row["author"] for row in told]
    assert all(moment.by in author for moment, author in zip(facts.moments, by, strict=True))


@pytest.mark.parametrize("key", FACTS)
def test_the_timeline_as_text(read_examples: Texts, key: str) -> None:
    facts, text = FACTS[key], read_examples[key]["timeline.md"]
    assert f"times in {facts.zone}." in text
    lines = text.split(f"## {facts.day}\n", 1)[1].split("\n## ")[0].strip().splitlines()
    assert len(lines) == len(facts.moments)
    for line, moment in zip(lines, facts.moments, strict=True):
        assert line.startswith(f"- **{'about ' if moment.is_about else ''}{moment.time}, {moment.by}")
        assert plain(line).endswith(f":** {moment.words}")
    links = re.findall(r"^- \[(.+)\]\(http\S+/attachments/\S+\)$", text, re.MULTILINE)
    assert tuple(links) == facts.files


@pytest.mark.parametrize("key", FACTS)
def test_the_line_of_the_incident_list_as_csv(read_examples: Texts, key: str) -> None:
    title = next(document.title for document in DOCUMENTS if document.key == key)
    line = next(row for row in rows(read_examples[key]["incidents.csv"]) if row["title"] == title)
    assert {column: line[column] for column in FACTS[key].line} == FACTS[key].line


@pytest.mark.parametrize("key", FACTS)
def test_the_action_items_as_csv_and_on_the_postmortem(read_examples: Texts, key: str) -> None:
    wanted: Mapping[str, str] = FACTS[key].actions
    found = {row["title"]: row for row in rows(read_examples[key]["action-items.csv"])}
    assert found.keys() == wanted.keys()
    for title, beside in wanted.items():
        assert found[title]["kind"] == "unstated"
        assert beside in found[title]["factors"] + found[title]["measures"]
        assert bool(beside) == bool(found[title]["factors"] + found[title]["measures"])
        assert re.search(rf"ACT-\d+ {re.escape(title)} .*?not stated", read_examples[key]["postmortem"])


@pytest.mark.parametrize("key", FACTS)
@pytest.mark.parametrize("place", [place for place in PLACES if place != "incidents.csv"])
def test_what_no_document_says_is_nowhere(read_examples: Texts, key: str, place: str) -> None:
    text = read_examples[key][place]
    text = body(text) if place in PAGES else text
    unwanted = (*NEVER, *STALE, *FACTS[key].absent)
    assert [words for words in unwanted if re.search(words, text, re.IGNORECASE)] == []


def test_sales_read_the_words_for_customers(read_examples: Texts) -> None:
    page = read_examples["products-api"]["report"]
    assert "Customers are unable to buy some of our products." in page
    assert "It is resolved On the evening of 13 May some products in our online application could not be bought" in page
    assert not any(re.search(words, page, re.IGNORECASE) for words in STALE)


def body(text: str) -> str:
    """A page without what stands on every page below it."""
    above, _, below = text.rpartition("Keyboard shortcuts")
    assert below, "the page lists its keys"
    assert len(above) > SHORTEST
    return above


def plain(text: str) -> str:
    """Without the Markdown around a word, as a page shows it."""
    head, stars, rest = text.partition(":** ")
    return head + stars + rest.replace("**", "") if stars else text.replace("**", "")
