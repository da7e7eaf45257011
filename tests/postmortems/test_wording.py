"""What differs between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from postmortems.readers.wording import Mark, Piece, shortened, word_diff

WORDS = st.lists(st.sampled_from(["one", "two", "three", " ", "\n", "\n\n", "(", "…", "\u2028"]), max_size=40).map(
    "".join
)


def without(pieces, mark):
    return "".join(piece.text for piece in pieces if piece.mark != mark)


@given(WORDS, WORDS)
def test_the_pieces_make_both_texts(before, after):
    pieces = word_diff(before, after)
    assert without(pieces, Mark.ADDED) == before
    assert without(pieces, Mark.REMOVED) == after
    assert all(piece.text for piece in pieces)


@given(WORDS)
def test_nothing_differs_from_itself(text):
    assert {piece.mark for piece in word_diff(text, text)} <= {Mark.SAME}


def test_only_the_word_that_changed():
    assert word_diff(
        "It failed for two hours.\nThen it came back.", "It failed for three hours.\nThen it came back."
    ) == [
        Piece(Mark.SAME, "It failed for "),
        Piece(Mark.REMOVED, "two "),
        Piece(Mark.ADDED, "three "),
        Piece(Mark.SAME, "hours.\nThen it came back."),
    ]


def test_what_is_too_long_to_compare_is_shown_whole():
    before, after = "a\n" * 3000, "b\n" * 3000
    assert word_diff(before, after) == [Piece(Mark.REMOVED, before), Piece(Mark.ADDED, after)]


def test_long_runs_that_stayed_are_cut():
    (piece,) = shortened([Piece(Mark.SAME, "x" * 1000)])
    assert len(piece.text) < 300
    assert shortened([Piece(Mark.ADDED, "x" * 1000)]) == [Piece(Mark.ADDED, "x" * 1000)]
