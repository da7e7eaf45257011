"""What is proposed as the title of an action item."""

import pytest

from postmortems.readers.titles import title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("No alert on evictions.  Nobody saw it.", "No alert on evictions"),
        ("No alert\n on  evictions", "No alert on evictions"),
        ("Limits, e.g. of memory, are unset. They were once.", "Limits, e.g. of memory, are unset"),
        ("Why was v2. 3 live? Nobody knows.", "Why was v2. 3 live?"),
        ("Ça va. Über alles.", "Ça va"),
        ("", ""),
        ("one two three four five six", "one two three four …"),
        ("x" * 30, "x" * 19 + "…"),
    ],
)
def test_it_is_the_first_sentence_as_far_as_it_fits(text: str, title: str) -> None:
    longest = 20 if text.startswith(("one", "xx")) else 300
    assert title_of(text, longest) == title
    assert len(title_of(text, longest)) <= longest
