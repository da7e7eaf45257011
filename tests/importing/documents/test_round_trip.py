"""A random record in a random layout is read back as the record."""

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_file, read_text
from tests.importing.documents.rendering import (
    BULLETS,
    CLOCKS,
    DAYS,
    HEADINGS,
    LINES,
    NAMES,
    Layout,
    Record,
    as_page,
    rendered,
)

ZONES = {"UTC": "+00:00", "EAT": "+03:00", "PST": "-08:00", "IST": "+05:30", "UTC+2": "+02:00"}
HAPPENED = (
    "Orders stop",
    "The alert of the monitoring fires",
    "Ada starts to look at the logs",
    "The database answers slowly",
    "Restarted the workers, which did not help",
    "Found the cause: a full disk",
    "Rolled back the release",
    "Escalated to the platform team",
)
THINGS = ("disk", "queue", "cache", "certificate", "index", "lock", "timeout", "feed", "quota")
words = st.sampled_from(THINGS)


@st.composite
def records(draw):
    minutes = sorted(draw(st.sets(st.integers(1, 170), min_size=2, max_size=7)))
    told = draw(st.lists(st.sampled_from(HAPPENED), min_size=len(minutes), max_size=len(minutes)))
    zone = draw(st.sampled_from(sorted(ZONES)))
    day = draw(st.dates(date(2016, 1, 1), date(2029, 12, 31)))
    start = datetime.combine(day, draw(st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))))
    thing = draw(words)
    return Record(
        title=f"The {thing} was full",
        start=start,
        zone=zone,
        offset=ZONES[zone],
        entries=((0, "Errors rise in the shop"), *zip(minutes, told, strict=True)),
        cause=f"The {draw(words)} had no limit.",
        resolution=f"We emptied the {draw(words)} and restarted it.",
        measures=tuple(
            f"Watch the {each} more closely" for each in draw(st.lists(words, min_size=2, max_size=4, unique=True))
        ),
        actions=tuple(
            f"Write a test for the {each}" for each in draw(st.lists(words, min_size=2, max_size=4, unique=True))
        ),
    )


layouts = st.builds(
    Layout,
    heading=st.sampled_from(sorted(HEADINGS)),
    clock=st.sampled_from(sorted(CLOCKS)),
    line=st.sampled_from([line for line in LINES if line != "html"]),
    day=st.sampled_from(sorted(DAYS)),
    bullet=st.sampled_from(BULLETS),
    names=st.integers(0, len(NAMES) - 1),
)


def check(record, told):
    def iso(at):
        return f"{at.isoformat()}{record.offset}"

    assert told["is_postmortem"]
    assert told["title"].lower() == record.title.lower()
    assert (told["started_at"], told["ended_at"]) == (iso(record.start), iso(record.end))
    assert [(entry["at"], entry["text"]) for entry in told["timeline"]] == [
        (iso(record.at(at)), said) for at, said in record.entries
    ]
    assert (told["root_cause"], told["resolution"]) == (record.cause, record.resolution)
    assert tuple(told["measures"]) == record.measures
    assert tuple(item["text"] for item in told["action_items"]) == record.actions
    assert not {warning["code"] for warning in told["warnings"]} - {"shared_zone", "unlikely_zone"}


@settings(max_examples=150, deadline=None)
@given(records(), layouts)
def test_what_is_written_in_a_layout_is_read_back(record, layout):
    check(record, as_json(read_text("x.md", rendered(record, layout))))


@settings(max_examples=40, deadline=None)
@given(records(), layouts)
def test_what_is_written_as_a_page_is_read_back(record, layout):
    check(record, as_json(read_file("x.html", as_page(record, layout).encode())))
