"""A record as a document, in one of many layouts: what is read back must be the record."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Record:
    title: str
    start: datetime  # on the document's clock
    zone: str
    offset: str
    entries: tuple[tuple[int, str], ...]  # minutes after the start, words
    cause: str
    resolution: str
    measures: tuple[str, ...]
    actions: tuple[str, ...]

    def at(self, minutes):
        return self.start + timedelta(minutes=minutes)

    @property
    def end(self):
        return self.at(self.entries[-1][0])


@dataclass(frozen=True)
class Layout:
    heading: str
    clock: str
    line: str
    day: str
    bullet: str
    names: int


def clock_24(at):
    return f"{at:%H:%M}"


def clock_12(at):
    return f"{at:%I:%M} {at:%p}"


def clock_short(at):
    return f"{at:%I:%M}".lstrip("0") + f"{at:%p}".lower()


CLOCKS = {"24": clock_24, "12": clock_12, "short": clock_short}
DAYS = {
    "iso": lambda at: f"{at:%Y-%m-%d}",
    "long": lambda at: f"{at.day} {at:%B} {at.year}",
    "american": lambda at: f"{at:%B} {at.day}, {at.year}",
    "weekday": lambda at: f"{at:%A}, {at.day} {at:%B} {at.year}",
}
HEADINGS = {
    "#": lambda name, level: f"{'#' * level} {name}\n",
    "bold": lambda name, level: f"**{name}**\n" if level > 1 else f"# {name}\n",
    "bold colon": lambda name, level: f"**{name}:**\n" if level > 1 else f"# {name}\n",
    "underline": lambda name, level: f"{name}\n{('=' if level == 1 else '-') * len(name)}\n",
    "colon": lambda name, level: f"{name}:\n" if level > 1 else f"Postmortem: {name}\n",
    "capitals": lambda name, level: f"{name.upper()}\n" if level > 1 else f"Incident report: {name}\n",
    "numbers": lambda name, level: f"## {level}. {name}\n" if level > 1 else f"# {name}\n",
}
NAMES = (
    ("Summary", "Timeline", "Root cause", "Resolution", "Preventative measures", "Action items"),
    (
        "Issue summary",
        "Chronology",
        "Root cause analysis",
        "Resolution and recovery",
        "Corrective and preventative measures",
        "Tasks",
    ),
    ("Executive summary", "Timeline of events", "Cause", "How it was fixed", "Improvements", "Next steps"),
    ("Overview", "Incident timeline", "Why did it happen?", "Mitigation", "Corrective actions", "Follow-ups"),
)
LINES = ("list", "plain", "bold list", "brackets", "pipe", "table", "headings", "html", "code", "own line")
BULLETS = ("- ", "* ", "• ", "1. ")


def _entry(layout, stamp, words):
    return {
        "list": f"{layout.bullet if layout.bullet != '1. ' else '- '}{stamp} - {words}",
        "plain": f"{stamp}: {words}",
        "bold list": f"- **{stamp}:** {words}",
        "brackets": f"[{stamp}] {words}",
        "pipe": f"{stamp} | {words}",
        "table": f"| {stamp} | {words} |",
        "headings": f"### {stamp}\n\n{words}\n",
        "html": f"<li>{stamp} – {words}</li>",
        "code": f"{stamp} {words}",
        "own line": f"{stamp}\n{words}\n",
    }[layout.line]


def _timeline(record, layout):
    clock = CLOCKS[layout.clock]
    lines = [_entry(layout, clock(record.at(minutes)), words) for minutes, words in record.entries]
    if layout.line == "table":
        lines = ["| Time | Event |", "|---|---|", *lines]
    if layout.line == "code":
        lines = ["```", *lines, "```"]
    return "\n".join(lines)


def rendered(record, layout):
    heading, clock, day = HEADINGS[layout.heading], CLOCKS[layout.clock], DAYS[layout.day]
    summary, timeline, cause, resolution, measures, actions = NAMES[layout.names]
    span = f"from {clock(record.start)} to {clock(record.end)} {record.zone}"
    if record.end.date() != record.start.date():
        span = f"from {clock(record.start)} {record.zone} to {day(record.end)} {clock(record.end)} {record.zone}"
    return "\n".join(
        [
            heading(record.title, 1),
            heading(summary, 2),
            f"On {day(record.start)}, {span}, the shop experienced an outage.\n",
            heading(timeline, 2),
            f"{_timeline(record, layout)}\n",
            heading(cause, 2),
            f"{record.cause}\n",
            heading(resolution, 2),
            f"{record.resolution}\n",
            heading(measures, 2),
            "\n".join(f"{layout.bullet}{words}" for words in record.measures) + "\n",
            heading(actions, 2),
            "\n".join(f"{layout.bullet}{words}" for words in record.actions) + "\n",
        ]
    )


def as_page(record, layout):
    """The same as HTML."""
    summary, timeline, cause, resolution, measures, actions = NAMES[layout.names]
    clock, day = CLOCKS[layout.clock], DAYS[layout.day]
    rows = "".join(
        f"<tr><td>{clock(record.at(minutes))}</td><td>{words}</td></tr>" for minutes, words in record.entries
    )
    listed = "".join(f"<li>{clock(record.at(minutes))} – <b>{words}</b></li>" for minutes, words in record.entries)
    events = (
        f"<table><tr><th>Time</th><th>Event</th></tr>{rows}</table>" if layout.line == "table" else f"<ul>{listed}</ul>"
    )
    until = f"{day(record.end)} {clock(record.end)} {record.zone}"
    lists = [
        f"<ol>{''.join(f'<li><p>{words}</p></li>' for words in items)}</ol>"
        for items in (record.measures, record.actions)
    ]
    return (
        "<!doctype html><html><head><title>x</title><style>p {}</style></head><body><nav><a"
        f" href='/'>Home</a></nav><main><h1>{record.title}</h1>"
        f"<h2>{summary}</h2><p>On {day(record.start)}, from {clock(record.start)} {record.zone} to"
        f" {until}, the shop experienced an outage.</p>"
        f"<h2>{timeline}</h2>{events}<h2>{cause}</h2><p>{record.cause}</p><h2>{resolution}</h2><p>{record.resolution}</p>"
        f"<h2>{measures}</h2>{lists[0]}<h2>{actions}</h2>{lists[1]}</main><footer>Imprint</footer></body></html>"
    )
