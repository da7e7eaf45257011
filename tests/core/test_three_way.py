"""Merging two texts that began from one: properties for all texts, and what people meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.three_way import (
    MOST_CONFLICTS,
    Row,
    RowKind,
    both_texts,
    conflicts_in,
    merged_text,
    three_way,
    two_way,
)

WORDS = st.sampled_from(["the", "cache", "stayed", "a", "b", "Rolled", "back", "12:30", "é", "\u202e", "|", "- x"])
SPACES = st.sampled_from([" ", "  ", ". ", "\n", "\n\n", "\n \n\n", "! "])
TEXTS = st.lists(st.tuples(WORDS, SPACES), max_size=25).map(lambda pieces: "".join(map("".join, pieces)))
SWAPPED = {RowKind.THEIRS: RowKind.MINE, RowKind.MINE: RowKind.THEIRS}
PLACES = st.lists(st.sampled_from(["keep", "theirs", "mine", "theirs out", "mine out"]), min_size=1, max_size=20)


@given(TEXTS, TEXTS)
def test_what_one_left_alone_is_what_the_other_wrote(base: str, written: str) -> None:
    assert merged_text(three_way(base, base, base)) == base
    assert merged_text(three_way(base, written, base)) == written
    assert merged_text(three_way(base, base, written)) == written
    assert merged_text(three_way(base, written, written)) == written
    assert not any(row.is_conflict for row in three_way(base, written, base))


@given(TEXTS, TEXTS, TEXTS)
def test_swapping_the_writers_swaps_the_sides(base: str, theirs: str, mine: str) -> None:
    rows = three_way(base, theirs, mine)
    swapped = three_way(base, mine, theirs)
    assert [Row(SWAPPED.get(row.kind, row.kind), row.base, row.mine, row.theirs) for row in swapped] == rows


@given(PLACES)
def test_edits_apart_merge_without_asking_and_deleted_text_does_not_return(places: list[str]) -> None:
    """Paragraphs that differ, each of them changed by one writer at most."""
    base = [f"Paragraph {n} begins here. It says what it says." for n in range(len(places))]

    def written(who: str) -> str:
        changed = [
            f"{who} wrote {n}." if place == who else text
            for n, (place, text) in enumerate(zip(places, base, strict=True))
        ]
        return "\n\n".join(text for text, place in zip(changed, places, strict=True) if place != f"{who} out")

    rows = three_way("\n\n".join(base), written("theirs"), written("mine"))

    expected = [
        text if place == "keep" else f"{place} wrote {n}."
        for n, (place, text) in enumerate(zip(places, base, strict=True))
        if not place.endswith("out")
    ]
    assert not conflicts_in(rows)
    assert merged_text(rows).split("\n\n") == (expected or [""])


@given(TEXTS, TEXTS, TEXTS)
def test_every_word_of_a_conflict_is_shown_and_no_word_is_made_up(base: str, theirs: str, mine: str) -> None:
    rows = three_way(base, theirs, mine)
    shown = set(" ".join(f"{row.base} {row.theirs} {row.mine}" for row in rows).split())
    known = set((base + theirs + mine).split())
    assert shown <= known
    added = set(theirs.split()) | set(mine.split())
    assert added - set(base.split()) <= set(merged_text(rows).split())


def test_two_words_of_one_sentence_merge() -> None:
    base = "The site was down for two hours on Monday."
    rows = three_way(base, base.replace("site", "shop"), base.replace("two", "three"))
    assert merged_text(rows) == "The shop was down for three hours on Monday."


def test_a_sentence_that_both_rewrote_is_one_conflict_and_its_neighbours_are_merged() -> None:
    base = "It began at noon. The deployment was reverted, which fixed it. All was well."
    theirs = "It began at noon. The deployment was reverted at 14:35, which ended it for a while. All was well."
    mine = "It began at 12:10. The deployment was reverted, but the cache stayed in place. All was well."
    rows = three_way(base, theirs, mine)
    assert [row.kind for row in rows] == [RowKind.MINE, RowKind.CONFLICT, RowKind.BOTH]
    assert conflicts_in(rows)[0].base == "The deployment was reverted, which fixed it. "
    assert merged_text(rows, ["Decided. "]) == "It began at 12:10. Decided. All was well."


def test_both_wrote_into_an_empty_text() -> None:
    rows = three_way("", "what they wrote", "what I wrote")
    assert [row.kind for row in rows] == [RowKind.CONFLICT]
    assert merged_text(rows) == "what they wrote\n\nwhat I wrote"


@pytest.mark.parametrize("cut", ["\n\n", "\n", " "])
def test_who_adds_at_the_end_does_not_meet_who_changes_the_last(cut: str) -> None:
    base = f"First words.{cut}Last words."
    rows = three_way(base, f"{base}{cut}Added later", base.replace("Last words", "Other things"))
    assert merged_text(rows) == f"First words.{cut}Other things.{cut}Added later"


def test_a_table_of_two_thousand_rows_merges_row_by_row() -> None:
    lines = [f"| {n} | step {n % 7} |" for n in range(2_000)]
    theirs = [*lines[:100], "| 100 | theirs |", *lines[101:]]
    mine = [*lines[:1900], "| 1900 | mine |", *lines[1901:]]
    rows = three_way("\n".join(lines), "\n".join(theirs), "\n".join(mine))
    assert not conflicts_in(rows)
    assert "| 100 | theirs |" in merged_text(rows)
    assert "| 1900 | mine |" in merged_text(rows)


def test_what_would_take_too_long_is_not_looked_into() -> None:
    """256 kB of two words in turn, moved: whole paragraphs meet; nothing is lost."""
    base, theirs, mine = "a b " * 60_000, "b a " * 60_000, "b b a " * 40_000
    rows = three_way(base, theirs, mine)
    assert [row.kind for row in rows if row.is_conflict] == [RowKind.CONFLICT]
    assert "".join(row.mine for row in rows).split() == mine.split()


def test_very_many_conflicts_are_one() -> None:
    lines = [f"Line {n} as it was" for n in range(300)]
    versions = ["\n".join(f"{who} {n}" if n % 3 == 0 else line for n, line in enumerate(lines)) for who in "ab"]
    assert len(conflicts_in(three_way("\n".join(lines), *versions))) == 1 < MOST_CONFLICTS


def test_after_a_redaction_nothing_of_mine_is_taken_unasked() -> None:
    rows = two_way("One.\n\n[redacted]", "One.\n\nhunter2")
    assert [row.mine for row in conflicts_in(rows)] == ["hunter2"]


def test_both_texts_stand_one_after_the_other() -> None:
    assert both_texts("theirs", "mine") == "theirs\n\nmine"
    assert both_texts("theirs. ", "mine. ") == "theirs. mine. "
    assert both_texts("", "mine\n") == "mine\n"
