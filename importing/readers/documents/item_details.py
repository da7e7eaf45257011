"""Who does an action item, until when, how far it is, and where it is tracked: from its words."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from core.prose.finds import FoundRange
from core.prose.times import times_in
from importing.readers.documents.facts import ReadActionItem
from importing.readers.documents.items import Item
from importing.readers.documents.moments import Context, date_of

_MOST_BRACKETS = 5
_DETAILS = (
    r"(?:owners?|assignees?|assigned to|responsible|dri|due(?: date| by| on)?|deadline|eta"
    r"|target date|status|state|kind|type|priority|ticket|tracker|jira|issue|team)"
)
_BRACKETS = re.compile(
    rf"\s*[(\[](?P<inner>{_DETAILS}\s*[:=][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)?)[)\]]\s*", re.IGNORECASE
)
_ONE = re.compile(
    (
        rf"(?P<name>{_DETAILS})\s*[:=]\s*(?P<value>(?:(?! [–—-] "
        rf"|[.,]?\s+{_DETAILS}\s*[:=])[^;|,])*(?:,\s*(?:overdue\b"
        rf"|(?!\s*{_DETAILS}\s*[:=])[^;|,]*))*)"
    ),
    re.IGNORECASE,
)
_TAIL = re.compile(rf"[\s,;.|–—-]+(?P<inner>{_DETAILS}\s*:\s*\S.*)$", re.IGNORECASE)
_TRACKER = re.compile(
    r"https?://[^\s<>()\[\]]+|\b[A-Z][A-Z0-9]{1,9}-\d{1,7}\b|(?<![\w/])(?:[\w.-]{1,40}/[\w.-]{1,60})?#\d{1,7}\b"
)
_NOT_A_TRACKER = re.compile(
    r"(?:UTF|SHA|ISO|RFC|TLS|AES|HTTP|COVID|SEV|CVE|P|IPV|US|EU|AP|M|T|R|C|X)-?\d+", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w/@.])@(?P<name>[A-Za-z][\w.-]{1,38})")
_DONE = re.compile(
    (
        r"(?:✅|☑|✔|\[x\]|\bdone\b|\bcompleted?\b|\bfixed\b|\bclosed\b|\bmerged\b|\bfinished\b"
        r"|\bimplemented\b|\byes\b|\bresolved\b)"
    ),
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"(?:\bopen\b|\bto ?do\b|\bnot started\b|\bpending\b|\bplanned\b|\bno\b|\bnew\b|\bbacklog\b)", re.IGNORECASE
)
_STATUS_HEAD = re.compile(
    (
        r"(?:\[(?P<inner>done|completed?|in progress|to ?do|open|wip|fixed|closed|pending)\]"
        r"|(?P<word>DONE|TODO|WIP|OPEN|COMPLETED|IN PROGRESS))\s*[:\-–—]?\s+"
    ),
    re.IGNORECASE,
)
_STATUS_TAIL = re.compile(
    r"(?:[\s,;.–—-]*[(\[]|\s[–—-]\s|:\s)"
    r"(?P<word>done|completed?|in progress|to ?do|open|wip|fixed|closed|pending)[)\]]?\.?$",
    re.IGNORECASE,
)
# `- Fit a fan — done in #12`, and `### Completed` above a group.
_STATUS_BEHIND = re.compile(
    r"\s[–—-]\s+(?P<word>done|completed|fixed|merged|implemented)"
    r"(?=\s*(?:$|[.,;#(\[<]|(?:in|by|on|with|via|as|at|through|after)\b|\d))[^.]{0,120}$",
    re.IGNORECASE,
)
_STATUS_OF_GROUP = re.compile(
    r"\W*(?P<word>done|(?:already )?(?:completed?|implemented)|finished|in progress)"
    r"(?: (?:actions?|items?|tasks?|work))?\W*",
    re.IGNORECASE,
)
_OWNER_TAIL = re.compile(
    r"\s*[(\[](?P<name>@?[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,2}|(?:[A-Z][\w&/-]+ ){1,3}[Tt]eam)[)\]]\.?$"
)
# `(assigned to Ann)`, `, assigned to Ann Lee`, `→ Ann`.
_TO_WHOM = r"(?P<name>@?[A-Z][\w.'’-]*(?: (?:and |& )?[A-Z][\w.'’-]*){0,3}(?: team)?)[)\]]?\.?$"
_ASSIGNED = re.compile(r"(?:\s*[(\[]|,?\s+(?:[—–-]\s+)?)(?:(?:assigned to|owned by|owner)\s+)" + _TO_WHOM)
_ARROW = re.compile(r"(?<=\w)\s+(?:→|->)\s+" + _TO_WHOM)
# Beside these an arrow says what becomes what: `Move the cache from Redis → Postgres`.
_BECOMES = re.compile(
    r"\b(?:from|to|mov\w+|migrat\w+|switch\w*|replac\w+|renam\w+|convert\w*|upgrad\w+)\b", re.IGNORECASE
)
_FEWEST_WORDS = 3  # of work before an arrow to a person
_DUE_TAIL = re.compile(
    r"[\s,;(–—-]+(?:due|by|eta|until)(?: by| on| date)?\s+(?P<due>\w[\w ,/.-]{3,22}?)[).]*$", re.IGNORECASE
)
_MARKS = {
    **dict.fromkeys(("✅", "☑️", "☑", "✔️", "✔"), "done"),
    **dict.fromkeys(("⏳", "🔄", "🚧", "🏗️"), "in progress"),
    **dict.fromkeys(("🔲", "⬜", "☐", "⬛"), "open"),
}
_MARKED = re.compile(r"\b(DONE|TODO|OPEN|CLOSED|FIXED|WIP)\b")
# `Ann and Bob to write a guide`, and `Storage team — add a fan`. What a person does is a verb of these.
_PERSONS_VERB = (
    r"(?:add|arrange|ask|build|check|clean|come|confirm|contact|create|decide|define|deploy|discuss|document|draft"
    r"|evaluate|file|find|fix|follow|implement|improve|investigate|look|make|migrate|move|open|organi[sz]e|prepare"
    r"|produce|propose|publish|raise|reach|remove|replace|report|research|review|run|schedule|send|set|share|speak"
    r"|talk|test|train|update|upgrade|verify|work|write)"
)
# Behind one name alone, what hardly any program does: `Kafka to run with three replicas` names no owner.
_VERB_OF_ONE = (
    r"(?:add|arrange|ask|come|confirm|contact|create|decide|discuss|document|draft|file|follow|investigate|look"
    r"|organi[sz]e|prepare|propose|raise|research|review|schedule|share|speak|talk|write)"
)
_NO_PERSON = (
    r"(?:Ability|Access|Aim|Alarm|Alert|Attempt|Automation|Change|Check|Code|Command|Config|Continue|Dashboard|Due"
    r"|Everyone|Feature|Function|Go|Guard|Hook|How|Job|Lead|Limit|Logic|Mechanism|Method|Monitor|Need|Nobody|Option"
    r"|Patch|Plan|Playbook|Policy|Procedure|Proceed|Process|Query|Rule|Runbook|Script|Service|Someone|Step|Support"
    r"|System|Task|Test|Ticket|Time|Tool|Try|Unable|User|Want|Way|Work)s?"
)
_NAME = rf"(?!{_NO_PERSON}\b)[A-Z][\w'’-]{{1,20}}(?<![eiotu]ng)(?<!ion)"
_TEAM = r"(?!(?:Each|Every|Our|Any|No|The)\b)[A-Z][\w/&-]{1,20}(?: [\w/&-]{1,20}){0,2} [Tt]eam"
_THE_TEAM = rf"(?:(?:The |the )[\w/&-]{{1,20}}(?: [\w/&-]{{1,20}}){{0,2}} [Tt]eam|{_TEAM})"
_OWNER_TO = re.compile(
    rf"(?P<name>{_NAME}(?:, {_NAME}){{0,2}},? (?:and|&) {_NAME}|{_THE_TEAM}) to (?={_PERSONS_VERB}\b)"
)
_ONE_TO = re.compile(rf"(?P<name>{_NAME}(?: {_NAME}){{0,2}}) to (?={_VERB_OF_ONE}\b)")
_OWNER_WILL = re.compile(rf"(?P<name>{_NAME} {_NAME}(?= will)|{_THE_TEAM}) (?:will|should|must) (?={_PERSONS_VERB}\b)")
_TEAM_HEAD = re.compile(r"(?P<name>[A-Z][\w/&-]{1,20}(?: [\w/&-]{1,20}){0,2} [Tt]eam)\s*[—–:-]\s+(?=\S)")
# A day alone behind a dash or in brackets.
_DAY_TAIL = re.compile(r"\s+(?:[—–-]\s+|[(\[])(?P<due>20\d\d-\d\d-\d\d)[)\]]?\.?$")
_OWNER_AND_DATE = re.compile(
    r"(?:\s*[(\[]|\s+[—–-]\s)\s*(?P<owner>@?[A-Z][\w.'’]{0,20}(?: [A-Z][\w.'’-]{0,20}){0,2}(?: team)?)(?:,|\s[—–-])\s*"
    r"(?P<due>[\w ,/.-]{4,24})[)\]]?\.?$"
)
# What a label of a detail is called, by its first letters.
_KINDS = {
    "owner": "owner",
    "assign": "owner",
    "respon": "owner",
    "dri": "owner",
    "due": "due",
    "deadli": "due",
    "eta": "due",
    "target": "due",
    "status": "status",
    "state": "status",
    "ticket": "tracker",
    "tracke": "tracker",
    "jira": "tracker",
    "issue": "tracker",
    "team": "team",
}
_NOBODY = frozenset({"nobody", "none", "n/a", "na", "tbd", "-", "–", "—", "?", "unassigned", "no date", "tba", ""})


@dataclass(slots=True)
class _Details:
    text: str
    owner: str = ""
    due: str = ""
    status: str = ""
    tracker: str = ""

    def take(self, name: str, value: str) -> None:
        """One detail, unless it is known already."""
        letters = name.lower().strip()
        kind = next((_KINDS[letters[:count]] for count in (6, 5, 4, 3) if letters[:count] in _KINDS), None)
        told = value.strip(" .;,")
        if told.lower() in _NOBODY:
            return
        if kind == "owner" or (kind == "team" and not self.owner):
            self.owner = self.owner or told
        elif kind == "due":
            self.due = self.due or told
        elif kind == "status":
            self.status = self.status or told
        elif kind == "tracker":
            self.tracker = self.tracker or told


def action_item(item: Item, context: Context) -> ReadActionItem:
    """The item with its details; its text is without those that stand in brackets or behind it."""
    details = _Details(item.text)
    for name, value in item.cells.items():
        if (marked := _MARKED.search(value)) and name != "owner":
            details.take("status", marked[1])
            value = _MARKED.sub("", value)  # noqa: PLW2901 - what is left of the cell
        details.take(name, value)
    if item.line.is_checked is not None:
        details.status = "done" if item.line.is_checked else "open"
    _take_owner_and_date(details, context)
    _take_named(details, context)
    _take_status(details, item.heading)
    _take_owner(details)
    _take_tracker(details)
    status = _status(details.status)
    text = details.text.strip(" \t;|–—") or item.text
    return ReadActionItem(text, item.line.number, details.owner, _date(details.due, context), status, details.tracker)


def _take_named(details: _Details, context: Context) -> None:
    """`(owner: X; due: 2023-06-01)`, and the same at the end without brackets."""
    for _ in range(_MOST_BRACKETS):
        match = _BRACKETS.search(details.text)
        if match is None:
            break
        for each in _ONE.finditer(match["inner"]):
            details.take(each["name"], each["value"])
        details.text = f"{details.text[: match.start()]} {details.text[match.end() :]}".strip()
    if (match := _DUE_TAIL.search(details.text[-60:])) and _date(match["due"], context):
        details.take("due", match["due"])
        details.text = details.text[: len(details.text) - len(match[0])].strip()
    if details.status != "done" and (match := _DAY_TAIL.search(details.text[-30:])):
        details.take("due", match["due"])
        details.text = details.text[: len(details.text) - len(match[0])].strip()
    if match := _TAIL.search(details.text[-200:]):
        for each in _ONE.finditer(match["inner"]):
            details.take(each["name"], each["value"])
        details.text = details.text[: len(details.text) - len(match[0])].strip()


def _take_owner_and_date(details: _Details, context: Context) -> None:
    """`(Sam, 2020-10-01)`."""
    match = _OWNER_AND_DATE.search(details.text[-90:])
    if match and _date(match["due"], context):
        details.owner, details.due = details.owner or match["owner"], details.due or match["due"]
        details.text = details.text[: len(details.text) - len(match[0])]


def _take_status(details: _Details, heading: str) -> None:
    if match := _STATUS_HEAD.match(details.text):
        details.status = details.status or match["inner"] or match["word"]
        details.text = details.text[match.end() :]
    if match := _STATUS_TAIL.search(details.text[-40:]):
        details.status = details.status or match["word"]
        details.text = details.text[: len(details.text) - len(match[0])]
    if match := _STATUS_BEHIND.search(details.text) or _STATUS_OF_GROUP.fullmatch(heading):
        details.status = details.status or match["word"]
    for mark, status in _MARKS.items():
        if mark in details.text:
            details.status = details.status or status
            details.text = details.text.replace(mark, "").strip()


def _arrow_to(text: str) -> re.Match[str] | None:
    """The arrow to a person behind some work."""
    match = _ARROW.search(text[-90:])
    work = text[: len(text) - len(match[0])] if match else ""
    return match if len(work.split()) >= _FEWEST_WORDS and not _BECOMES.search(work) else None


def _take_owner(details: _Details) -> None:
    handles = _HANDLE.findall(details.text)
    if handles and not details.owner:
        details.owner = ", ".join(f"@{name}" for name in dict.fromkeys(handles))
        bare = _HANDLE.sub("", details.text)
        edge = re.fullmatch(r"[\s:,;()\[\]–—-]*(?P<text>.*?)[\s:,;()\[\]–—-]*", bare)
        if edge and (details.text.lstrip("([ ").startswith("@") or re.search(r"@[\w.-]+[)\]. ]*$", details.text)):
            details.text = edge["text"]
    if not details.owner and (match := _OWNER_TO.match(details.text) or _TEAM_HEAD.match(details.text)):
        details.owner = match["name"].removeprefix("The ").removeprefix("the ")
        details.text = details.text[match.end() :]
    if not details.owner and (match := _ONE_TO.match(details.text) or _OWNER_WILL.match(details.text)):
        details.owner = match["name"].removeprefix("The ").removeprefix("the ")
    if not details.owner and (match := _ASSIGNED.search(details.text[-90:]) or _arrow_to(details.text)):
        details.owner = match["name"]
        details.text = details.text[: len(details.text) - len(match[0])]
    if not details.owner and (match := _OWNER_TAIL.search(details.text[-80:])):
        details.owner = match["name"]
        details.text = details.text[: len(details.text) - len(match[0])]


def _take_tracker(details: _Details) -> None:
    if not details.tracker:
        found = (
            match[0].rstrip(".,;")
            for match in _TRACKER.finditer(details.text)
            if not _NOT_A_TRACKER.fullmatch(match[0])
        )
        details.tracker = next(found, "")


def _status(words: str) -> str:
    """`open` or `done` where a status says so in any words; else as written."""
    if not words:
        return ""
    known = words.strip().lower().removesuffix(", overdue")
    if known in {"verified", "won't do", "wont do", "in progress", "blocked"}:
        return known
    if _DONE.search(known) and not re.search(r"\bnot\b", known):
        return "done"
    return "open" if _OPEN.fullmatch(known) else known


def _date(words: str, context: Context) -> date | None:
    for found in times_in(words[:80], month_first=context.month_first):
        first = found.first if isinstance(found, FoundRange) else found
        with suppress(ValueError):
            if first.day and (day := date_of(first.day, context.day)):
                return day
    return None
