"""What somebody types into a search box becomes one query with limits."""

import pytest

from core.search import LONGEST, MOST_PHRASES, MOST_WORDS, longest_word, refusal_of, words_query


def asked(text):
    """What the database is asked for."""
    return words_query(text).source_expressions[1].value


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("cache", "cache"),
        ("cache  Cache CACHE cold", "cache cold"),
        ('"zq zr" ' * 20, '"zq zr"'),
        ('"zq  zr" "zq zr"', '"zq zr"'),
        ('x"zq zr"x"zq zr"', 'x "zq zr"'),
        ("cache -cold -cold", "cache -cold"),
        ('-"no such" disk', '-"no such" disk'),
        ("a or b a", "a or b a"),
        ("a b or a b or c", "a b or c"),
        ("or or or", ""),
        ('"open', '"open'),
        ("", ""),
    ],
)
def test_repeats_are_removed_and_the_meaning_stays(typed, searched):
    assert asked(typed) == searched


def test_what_is_too_long_or_has_too_many_parts_is_refused_in_words():
    assert f"{LONGEST + 1} characters" in refusal_of("x" * (LONGEST + 1))
    assert "too many words" in refusal_of(" ".join(f"w{number}" for number in range(MOST_WORDS + 1)))
    assert "too many words" in refusal_of("-".join(f"w{number}" for number in range(MOST_WORDS + 1)))
    assert "too many phrases" in refusal_of(" ".join(f'"a w{number}"' for number in range(MOST_PHRASES + 1)))
    assert asked("x" * (LONGEST + 1)) == ""


def test_what_is_repeated_counts_once():
    assert refusal_of("cache " * 30) == ""
    assert refusal_of('"cold cache" ' * 10) == ""
    assert refusal_of(" ".join(f"w{number}" for number in range(MOST_WORDS))) == ""


def test_a_snippet_is_looked_for_where_the_longest_wanted_word_stands():
    assert longest_word('cache "was evicted" -everything') == "was evicted"
    assert longest_word("-only") == ""
