"""What changed from one text to another, as lines and words."""

from hypothesis import given
from hypothesis import strategies as st

from core.text_diff import Piece, PieceKind, pieces_between, shortened, text_diff

TEXTS = st.lists(st.sampled_from(["the", "cache", " ", "\n", ".", "x", "\u202e", "é"]), max_size=40).map("".join)


def said(text: str, other: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in pieces_between(text, other)]


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts_whole(before: str, after: str) -> None:
    parts = text_diff(before, after)
    assert "".join(piece.text for part in parts for piece in part.before) == before
    assert "".join(piece.text for part in parts for piece in part.after) == after
    assert any(part.is_changed for part in parts) == (before != after)
    assert all(piece.text for part in parts for piece in part.pieces)


def test_words_that_changed_are_told_from_those_that_stayed() -> None:
    assert said("The cat sat on the mat.", "The cat sat near a mat!") == [
        ("same", "The cat sat "),
        ("removed", "on the"),
        ("added", "near a"),
        ("same", " mat"),
        ("removed", "."),
        ("added", "!"),
    ]


def test_a_line_that_was_added_is_a_part_of_its_own() -> None:
    parts = text_diff("one\nthree\n", "one\ntwo\nthree\n")
    assert [[(piece.kind, piece.text) for piece in part.pieces] for part in parts] == [
        [(PieceKind.SAME, "one\n")],
        [(PieceKind.ADDED, "two\n")],
        [(PieceKind.SAME, "three\n")],
    ]


def test_the_same_text_is_one_part() -> None:
    assert [part.is_changed for part in text_diff("a\nb", "a\nb")] == [False]
    assert text_diff("", "") == []


def test_long_runs_that_stayed_are_cut() -> None:
    (piece,) = shortened([Piece(PieceKind.SAME, "x" * 1000)])
    assert len(piece.text) < 300
    assert shortened([Piece(PieceKind.ADDED, "x" * 1000)]) == [Piece(PieceKind.ADDED, "x" * 1000)]
