"""The five documents that Debrief grew from, read without a correction. Facts alone stand here, no sentences."""

from pathlib import Path

import pytest

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_file

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
FACTS = {
    "000": {
        "title": "Products API Outage",
        "span": ("2023-05-13T22:30:00+03:00", "2023-05-13T23:45:00+03:00"),
        "zone": "East African Time",
        "minutes": 75,
        "percent": (None, None),
        "detection": "employee",
        "times": "22:30 22:35 23:00 23:30 23:45",
        "milestones": {
            "22:30": "impact_started detected reported",
            "22:35": "acknowledged",
            "23:30": "identified",
            "23:45": "mitigated resolved",
        },
        "counts": {"lessons": 3, "measures": 0, "action_items": 3},
        "items": ["Develop a plan", "Implement additional monitoring", "Review incident response"],
        "cause": "code change",
        "resolution": "rolled back",
        "warnings": set(),
    },
    "001": {
        "title": None,
        "span": ("2023-06-01T08:00:00+00:00", "2023-06-01T11:30:00+00:00"),
        "zone": "UTC",
        "minutes": 210,
        "percent": (100.0, "users"),
        "detection": "monitoring",
        "times": "08:00 08:05 08:10 09:00 09:30 10:30 11:00 11:30",
        "milestones": {"08:00": "impact_started detected", "08:10": "acknowledged", "11:30": "mitigated resolved"},
        "counts": {"lessons": 0, "measures": 4, "action_items": 4},
        "items": [
            "Conduct a thorough",
            "Strengthen the testing",
            "Enhance the monitoring",
            "Schedule regular incident",
        ],
        "cause": "misconfiguration",
        "resolution": "reverted",
        "warnings": {"no_title"},
    },
    "002": {
        "title": None,
        "span": ("2023-05-10T14:00:00+03:00", "2023-05-10T17:00:00+03:00"),
        "zone": "EAT",
        "minutes": 180,
        "percent": (75.0, "users"),
        "detection": "monitoring",
        "times": "14:00 14:05 14:10 14:15 14:20 14:30 14:35 14:40 14:45 17:00",
        "milestones": {
            "14:00": "impact_started detected",
            "14:05": "acknowledged",
            "14:30": "identified",
            "14:45": "mitigated",
            "17:00": "resolved",
        },
        "counts": {"lessons": 0, "measures": 5, "action_items": 5},
        "items": [
            "Review and update",
            "Update the monitoring",
            "Schedule a training",
            "Review previous",
            "Implement a post-incident",
        ],
        "cause": "caching mechanism",
        "resolution": "reverting",
        "warnings": {"no_title"},
    },
    "003": {
        "title": "Web Stack Outage",
        "span": ("2023-08-11T08:00:00+00:00", "2023-08-11T11:30:00+00:00"),
        "zone": "UTC",
        "minutes": 210,
        "percent": (100.0, "users"),
        "detection": "monitoring",
        "times": "08:00 08:05 08:10 09:00 09:30 10:30 11:00 11:30",
        "milestones": {"08:00": "impact_started detected", "08:10": "acknowledged", "11:30": "mitigated resolved"},
        "counts": {"lessons": 0, "measures": 4, "action_items": 4},
        "items": [
            "Conduct a comprehensive",
            "Strengthen the testing",
            "Enhance the monitoring",
            "Schedule regular incident",
        ],
        "cause": "misconfiguration",
        "resolution": "revert",
        "warnings": set(),
    },
    "004": {
        "title": None,
        "span": ("2023-04-15T12:00:00-05:00", "2023-04-15T13:30:00-05:00"),
        "zone": "EST",
        "minutes": 90,
        "percent": (40.0, "users"),
        "detection": "monitoring",
        "times": "12:00 12:05 12:10 12:20 12:40 13:00 13:30",
        "milestones": {
            "12:00": "impact_started detected",
            "12:05": "acknowledged",
            "12:40": "identified",
            "13:00": "mitigated",
            "13:30": "resolved",
        },
        "counts": {"lessons": 0, "measures": 5, "action_items": 0},
        "items": [],
        "cause": "software bug",
        "resolution": "updating the code",
        "warnings": {"no_title", "unlikely_zone"},
    },
}


@pytest.fixture(params=FACTS)
def known(request):
    found = sorted(SEEDS.glob(f"{request.param}_*"))
    if not found:
        pytest.skip("the five documents are not beside the project")
    document = read_file(found[0].name, found[0].read_bytes())
    return FACTS[request.param], document, as_json(document)


def test_when_and_how_long(known):
    facts, _, told = known
    assert told["is_postmortem"]
    assert told["title"] == facts["title"]
    assert (told["started_at"], told["ended_at"]) == facts["span"]
    assert (told["time_zone"], told["duration_minutes"]) == (facts["zone"], facts["minutes"])


def test_impact_and_detection(known):
    facts, _, told = known
    assert (told["impact"]["percent"], told["impact"]["percent_of"]) == facts["percent"]
    assert told["detection"]["source"] == facts["detection"]


def test_the_timeline(known):
    facts, _, told = known
    day, offset = facts["span"][0][:11], facts["span"][0][-6:]
    assert [entry["at"] for entry in told["timeline"]] == [f"{day}{at}:00{offset}" for at in facts["times"].split()]
    marked = {entry["at"][11:16]: " ".join(entry["milestones"]) for entry in told["timeline"] if entry["milestones"]}
    assert marked == facts["milestones"]
    assert not any(entry["text"][0] in "-:•*0123456789" for entry in told["timeline"])


def test_cause_lists_and_warnings(known):
    facts, _, told = known
    assert facts["cause"] in told["root_cause"]
    assert facts["resolution"] in told["resolution"]
    assert {name: len(told[name]) for name in facts["counts"]} == facts["counts"]
    texts = [item["text"] for item in told["action_items"]]
    assert all(text.startswith(words) for text, words in zip(texts, facts["items"], strict=True))
    assert {warning["code"] for warning in told["warnings"]} == facts["warnings"]


def test_every_line_is_somewhere(known):
    _, document, _ = known
    held = {number for section in document.sections for number in section.lines} | set(document.left_over)
    held |= {document.title.line} if document.title else set()
    assert {number for number, line in enumerate(document.text.split("\n"), 1) if line.strip()} <= held
