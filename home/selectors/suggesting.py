"""What somebody who mistyped a word may have meant: the most similar words in what they may see."""

import re
from difflib import get_close_matches

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import TextField, Value
from django.db.models.functions import Concat

from accounts.models import User
from incidents.models import Incident

READ = 2_000  # of the newest incidents: a mistyped word must not search ten years
WORDS = 3  # of the text that are looked at, a query each
LIKEST = 3  # texts that its words are taken from
ALIKE, CLOSE = 0.4, 0.75  # shared trigrams of a word with a text, and likeness of two words; 1.0 is the same
_WORD = re.compile(r"[^\W\d_]{4,}")


def did_you_mean(text: str, user: User) -> str:
    """The text with its unknown words replaced by the most similar known ones; empty when there are none."""
    meant = text
    for word in _WORD.findall(text)[:WORDS]:
        nearest = _nearest(word.lower(), user)
        if nearest:
            meant = re.sub(rf"\b{word}\b", nearest, meant)
    return "" if meant.lower() == text.lower() else meant


def _nearest(word: str, user: User) -> str:
    """The most similar word in titles and summaries of the newest incidents they may see; the same when known."""
    newest = Incident.objects.visible_to(user).order_by("-pk").values("pk")[:READ]
    said = Concat("title", Value(" "), "summary", output_field=TextField())
    likest = (
        Incident.objects.filter(pk__in=newest)
        .annotate(said=said, alike=TrigramWordSimilarity(word, said))
        .filter(alike__gte=ALIKE)
        .order_by("-alike", "-pk")
        .values_list("said", flat=True)[:LIKEST]
    )
    known = {each.lower() for each in _WORD.findall(" ".join(likest))}
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=CLOSE)), "")
