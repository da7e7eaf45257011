"""The words of a text as PostgreSQL stems them, without those that most incidents have."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db import connection

COMMON = 0.05  # a word that more than one in twenty incidents has says little about one of them
UNLISTED = 0.0005  # the share of a word that is none of the most common ones
MOST_READ, MOST_ASKED = 120, 24  # words of a text that are looked at, and that are searched for
FEW_ASKED = 6  # where all of them are everyday words
_WORD = re.compile(r"[^\W_]{2,}")

# What ANALYZE keeps of the words in the column: the most common ones, and in which share of the rows they are. A table
# that was not analyzed yet has none, and then every word counts. The lists of frequencies end with three other numbers,
# beside which there is no word.
_STEMMED = """
    with common as (
        select word, share
        from pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) as each (word, share)
        where schemaname = current_schema() and tablename = 'incidents_incident' and attname = 'search'
    )
    select typed.word, stem, coalesce(common.share, 0)
    from unnest(%s::text[]) with ordinality as typed (word, place),
        unnest(tsvector_to_array(to_tsvector('debrief', typed.word))) as stem
        left join common on common.word = stem
    order by typed.place
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was typed, its stem, and the share of all incidents that have it."""

    typed: str
    stem: str
    share: float


@dataclass(frozen=True, slots=True)
class Wording:
    """The telling words of a text, in the order in which they were typed."""

    words: tuple[Word, ...]
    is_telling: bool = True

    @property
    def stems(self) -> list[str]:
        """What is searched for."""
        return [word.stem for word in self.words]

    @property
    def query(self) -> SearchQuery:
        """Any of the words."""
        quoted = (stem.replace("\\", "\\\\").replace("'", "''") for stem in self.stems)
        return SearchQuery(" | ".join(f"'{stem}'" for stem in quoted), config="simple", search_type="raw")

    def rarest(self, count: int, most: float) -> "Wording":
        """So many of the rarest words, which so large a share of all incidents has at most; at least one."""
        kept: list[Word] = []
        total = 0.0
        for word in sorted(self.words, key=lambda each: each.share)[:count]:
            total += max(word.share, UNLISTED)
            if kept and total > most:
                break
            kept.append(word)
        return Wording(tuple(word for word in self.words if word in kept), self.is_telling)


def read_wording(*texts: str) -> Wording:
    """The telling words of some texts, the most important text first; one query.

    Words that most incidents have are left out, unless the text has no others.
    """
    typed = list(dict.fromkeys(word.lower() for text in texts for word in _WORD.findall(text)))[:MOST_READ]
    with connection.cursor() as cursor:
        cursor.execute(_STEMMED, [typed])
        words = _first_of_each(Word(*row) for row in cursor.fetchall())
    telling = [word for word in words if word.share <= COMMON]
    if telling:
        return Wording(tuple(telling[:MOST_ASKED]))
    return Wording(tuple(words), is_telling=False).rarest(FEW_ASKED, 1.0)


def _first_of_each(words: Iterable[Word]) -> list[Word]:
    found: dict[str, Word] = {}
    for word in words:
        found.setdefault(word.stem, word)
    return list(found.values())
