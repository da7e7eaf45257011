"""`make bench-similar`: how often *Like this one* names one of the same family; writes bench/similar.json.

Leave one out: each incident of each family (bench/families.py) is compared with all others, and it is a hit when one
of the three that are shown is of its family. Once beside the incident, with all it has, and once with nothing but the
title, as when somebody begins to declare it. Then the same of the past of the example company, where a family is a
story that happened several times.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from bench import ready  # noqa: F401 - comes first
from bench.families import Family, families
from bench.session import anew, migrated, responder
from core.clock import now
from examples.services.past import key_of
from examples.services.past_plan import plan_past
from incidents.models import Incident
from similar.selectors.likeness import Likeness, like_incident, likest
from similar.selectors.ranking import Subject

RESULTS = Path(__file__).parent / "similar.json"
LEAST = 0.8  # of those beside an incident


def measure(found: list[Family], likenesses: Callable[[Incident], list[Likeness]]) -> dict[str, float]:
    """The share of hits, of first places among them, and the median time."""
    hits = firsts = asked = 0
    spent = []
    for family in found:
        for incident in Incident.objects.filter(pk__in=family.members):
            others = set(family.members) - {incident.pk}
            began = time.perf_counter()
            named = [each.incident.pk for each in likenesses(incident)]
            spent.append((time.perf_counter() - began) * 1000)
            asked += 1
            hits += bool(others & set(named))
            firsts += bool(named and named[0] in others)
    return {
        "asked": asked,
        "hit within three": round(hits / asked, 3),
        "hit first": round(firsts / asked, 3),
        "median ms": round(statistics.median(spent), 1),
    }


def stories() -> list[Family]:
    """The incidents of each story of the example company, loaded into an empty schema."""
    migrated()
    call_command("load_examples", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    found: dict[str, list[int]] = {}
    for plan in plan_past(now()):
        found.setdefault(plan.story.title, []).append(Incident.objects.get(client_uuid=key_of(plan)).pk)
    return [Family(tuple(members)) for members in found.values()]


def both_ways(found: list[Family]) -> dict[str, dict[str, float]]:
    """Beside each incident, and from its title alone."""
    viewer = responder()
    return {
        "beside an incident": measure(found, lambda incident: like_incident(incident, viewer)),
        "title alone": measure(
            found,
            lambda incident: likest(Subject(incident.title, left_out=frozenset({incident.pk})), viewer),
        ),
    }


def main() -> int:
    """0 when enough are found, else 1."""
    parser = argparse.ArgumentParser(prog="make bench-similar", description=__doc__)
    parser.add_argument("--incidents", type=int, default=20_000)
    parser.add_argument("--kept", action="store_true", help="measure on what an earlier run left in the database")
    chosen = parser.parse_args()
    if not chosen.kept:
        anew(chosen.incidents)
    found = families(chosen.incidents)
    results = both_ways(found)
    examples = stories()
    document = {
        "incidents": chosen.incidents,
        "families": len(found),
        **results,
        "example company": {"stories": len(examples), **both_ways(examples)},
    }
    RESULTS.write_text(json.dumps(document, indent=2) + "\n")
    print(json.dumps(document, indent=2))
    return 0 if results["beside an incident"]["hit within three"] >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
