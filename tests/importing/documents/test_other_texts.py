"""Texts that are no postmortems are refused, with a warning that says why; so are files that cannot be read."""

import io
import zipfile

import pytest

from importing.readers.documents.files import text_of_file
from importing.readers.documents.reading import read_file, read_text
from importing.readers.documents.refusals import UnreadableDocument

OTHERS = {
    "a template": "# Postmortem: [Incident title]\n\n**Date:** YYYY-MM-DD\n**Authors:** [names]\n\n##"
    " Summary\n\n[What happened, in two sentences]\n\n"
    "## Timeline (UTC)\n\n| Time | Event |\n|---|---|\n| HH:MM | [Alert fires] |\n| HH:MM |"
    " [Resolved] |\n\n## Root cause\n\n[Why]\n",
    "a template with made-up times": "# Postmortem: [Title]\n\n## Timeline\n\n- 10:00 [First signs]\n- 10:05 [Alert]\n"
    "- 10:50"
    " [Service restored]\n"
    "- 11:00 [Closed]\n\n## Root cause\n\n[Explanation of the cause]\n\n## Action items\n\n-"
    " [Action] (owner: [name])\n",
    "a guide": "# How to write a postmortem\n\nA good postmortem is blameless. You should write it"
    " within five days of the incident.\n\n## Timeline\n\n"
    "List the events in order. Your team should include the time zone.\n\n## Root"
    " cause\n\nDescribe what caused the outage. Ask why five times.\n\n"
    "## Action items\n\nEach action item must have an owner and a due date.\n",
    "a runbook": "# Runbook: database is down\n\n## Symptoms\n\nThe API returns errors.\n\n## Steps\n\n1."
    " Check that the primary answers.\n2. Run `pg_isready`.\n"
    "3. If it does not answer, restart it.\n4. Verify that replication works.\n5. Escalate to the database team.\n",
    "a changelog": "# Changelog\n\n## [1.4.0] - 2023-05-01\n\n### Added\n\n- Export as PDF\n\n### Fixed\n\n-"
    " A crash when the network failed\n\n## [1.3.2] - 2023-04-11\n\n"
    "### Fixed\n\n- Timeouts\n\n## [1.3.1] - 2023-04-02\n\n### Changed\n\n- Colours\n",
    "a readme": (
        "# Weather\n\nA small weather service.\n\n## Installation\n\n    pip install"
        " weather\n\n## Usage\n\nRun `weather Nairobi`.\n\n## License\n\nMIT\n"
    ),
    "a list of links": "# Postmortems\n\n"
    + "".join(f"- [An outage of company {n}](https://example.com/{n})\n" for n in range(12)),
    "a short list of links": "# Postmortems\n\nWrite to us to see these.\n\n"
    + "".join(f"- May {n}th, 2019 - [An outage of company {n}](./{n}.md)\n" for n in range(4, 9)),
    "an assignment": "# 0x19. Postmortem\n\nIn this project you write a postmortem.\n\nIssue Summary must"
    " contain:\n\n- duration of the outage\n- what the root cause was\n\n"
    "Timeline must contain:\n\n- when was the issue detected\n\nRead or watch:\n\n- What is a postmortem\n",
    "a template with rows that are examples": "# Name of the incident, e.g. “Mail outage”\n\n"
    "## Timeline\n\n20-11-2018\n\n"
    "| Time | Event |\n|---|---|\n| 14:54 | OUTAGE BEGINS |\n| 15:01 | Ann declares an incident |\n"
    "| 16:00 | OUTAGE ENDS |\n\n"
    "## Root cause\n\nA list of causes, e.g. “a full disk”\n",
    "a template with times that count from nowhere": "# Postmortem: the link fails\n\n"
    "- Start time: <UTC>\n- End time: <UTC>\n\n"
    "## Timeline\n\n| Time | Event |\n|---|---|\n| T0 | First failure |\n| T0 + 5m | Alert |\n| T0 + 9m | Edited |\n",
    "an advisory": "# A weakness in the library libzip (CVE-2031-1234)\n\n"
    "On 4 March 2031 a vulnerability was published."
    " We checked all our servers, and our products are not affected.\n\n## Timeline\n\n- 2031-03-04 10:00: the advisory"
    " appears\n- 2031-03-04 11:00: the team checked all servers\n",
    "a template whose title is numbered by letters": "# INC-YYYY-NNN: Short title\n\n## Impact\n\n"
    "Describe what users saw and what was not affected.\n\n"
    "## Timeline\n\n| Time | Event |\n|---|---|\n| HH:MM | Observed event |\n\n"
    "## Root cause\n\nThe chain that led to the outage, which was confirmed.\n",
    "an announcement": "---\ntitle: Planned downtime of the tracker\ndate: 2031-03-04\n---\n\n"
    "The tracker will be restarted on Thursday 6 March at 16:00 UTC. It was asked for when projects were added."
    " The outage was agreed with its users.\n",
    "notes of a release": "# Notable changes\n\n## Security\n\n"
    "This release addressed a weakness that affected all nodes."
    " Blocks that were sent crashed the node. The root cause was a wrong order."
    " It was found on 4 March 2031 and was fixed.\n",
    "a letter": (
        "Dear team,\n\nthe summer party is on 3 July at 18:00. Please tell me by Friday whether"
        " you come.\n\nBest, Ada\n"
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_another_kind_of_text_is_refused_with_the_reason(kind):
    document = read_text("x.md", OTHERS[kind])
    assert not document.is_postmortem
    (warning,) = document.warnings
    assert warning.code in {"not_a_postmortem", "template"}
    assert warning.message.startswith("This does not look like a postmortem. It ")


def test_a_template_says_that_it_is_one():
    assert read_text("x.md", OTHERS["a template"]).warnings[0].code == "template"


def test_a_short_postmortem_in_sentences_is_one():
    text = (
        "Between 4:05PM and 4:45PM UTC on 28 January 2020 our API was down. A release had slowed"
        " the database. We rolled it back and errors stopped."
    )
    document = read_text("x.txt", text)
    assert document.is_postmortem
    assert document.started.moment.iso == "2020-01-28T16:05:00+00:00"
    assert document.ended.moment.iso == "2020-01-28T16:45:00+00:00"


def test_words_in_code_are_nothing_to_fill_in():
    text = (
        "# Incident: pages without a head (4 March 2031)\n\n## Impact\n\nPages had no `<title>`.\n\n"
        "## Timeline\n\n- 4 March 2031: pages without `<title>` were seen.\n- 5 March 2031: `<title>` was back.\n\n"
        "## Root cause\n\nThe key was `cache:{build id}:`.\n"
    )
    assert read_text("a.md", text).is_postmortem


def test_a_text_that_calls_itself_one_in_its_title_with_a_date_is_one():
    text = (
        "---\ntitle: Letter to all users - Post Mortem of March 4, 2031\n---\n\n"
        "We closed channels yesterday. It was wrong.\n"
        "Users were unable to talk to each other. We could have asked first. We will do better.\n"
    )
    assert read_text("a.md", text).is_postmortem


def test_an_incident_of_a_page_of_statuses_is_one():
    front = "title: Attack\ndate: 2031-03-04 13:23:00\nresolved: true\naffected:\n  - Proxy\nseverity: disrupted\n"
    text = f"---\n{front}---\n\nEarlier today, our proxy suffered an attack."
    text += " Sites were unavailable until 11 PM. We blocked it.\n"
    assert read_text("a.md", text).is_postmortem


def test_planned_work_that_went_wrong_is_one():
    text = (
        "# Planned maintenance of the database: postmortem\n\nThe work will be repeated. On 4 March 2031 it took longer"
        " than planned, and checkout was down from 10:00 UTC until 11:00 UTC. The disk failed.\n"
    )
    assert read_text("a.md", text).is_postmortem


def test_a_date_above_the_title_is_the_day_and_not_the_title():
    document = read_text("a.txt", "March 4, 2031\n\nUnplanned outage\n\nAt 16:50 EST one of our servers went down.\n")
    assert document.title.text == "Unplanned outage"
    assert document.started.moment.day.isoformat() == "2031-03-04"


def test_the_month_of_may_is_no_advice():
    text = (
        "# Shop outage\n\nOn May 3rd, 2024 from 14:02 UTC until 15:10 UTC customers could not log in.\n\n"
        "## Root cause\n\nA full disk stopped the database.\n\n## Action items\n\n- Watch the disk\n"
    )
    assert read_text("x.md", text).is_postmortem


def packed(parts, *, packing=zipfile.ZIP_DEFLATED, **options):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, **options)
    return content.getvalue()


WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def word(body, **options):
    document = f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document}, **options)


def paragraph(text, style=""):
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells):
    return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"


def test_a_word_document_is_read():
    body = paragraph("Postmortem: Slow search", "Heading1") + paragraph("Timeline (UTC)", "Heading2")
    rows = (
        row("Time", "What"),
        row("2023-05-03 10:00", "Search is slow"),
        row("10:30", "The index is rebuilt, search restored"),
    )
    body += f"<w:tbl>{''.join(rows)}</w:tbl>"
    body += paragraph("Root cause", "Heading2") + paragraph("The index was lost when a node failed.")
    document = read_file("x.docx", word(body))
    assert document.title.text == "Slow search"
    assert [entry.at.iso for entry in document.timeline] == ["2023-05-03T10:00:00+00:00", "2023-05-03T10:30:00+00:00"]
    assert document.root_cause.text == "The index was lost when a node failed."


REFUSED = {
    "empty": b"  \n",
    "nulls": b"abc\x00def" * 20,
    "PDF": b"%PDF-1.7 ...",
    "old Word": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
    "a zip that is no document": packed({"a.txt": "hello"}),
    "a damaged zip": b"PK\x03\x04" + b"rubbish" * 50,
    "a bomb": packed({"word/document.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}),
    "a document that is packed too well": packed({"word/document.xml": b"<a>" + b" " * 9_000_000 + b"</a>"}),
    "entities": packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "elements without end": word("<w:p>" * 5_000 + "</w:p>" * 5_000),
    "bzip2": word(paragraph("Words"), packing=zipfile.ZIP_BZIP2),
    "LZMA": word(paragraph("Words"), packing=zipfile.ZIP_LZMA),
    "elements without number": word("".join(f"<w:p w:n='{n}'/>" for n in range(155_000))),
    "too much text": word(paragraph("Words that are many. " * 190_000)),
    "too many lines": b"a\n" * 30_000,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_words(kind):
    with pytest.raises(UnreadableDocument) as refusal:
        read_file("x", REFUSED[kind])
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_is_read(name):
    assert text_of_file("x.txt", "Zürich – café".encode(name)).removeprefix("\ufeff") == "Zürich – café"
