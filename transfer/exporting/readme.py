"""What a person finds first in an export."""

from inspect import cleandoc

from transfer.readers.folder import ATTACHMENTS, MANIFEST, POSTMORTEMS, RECORDS, SUMS, Manifest, records_name
from transfer.selectors.records import leaving_kinds

_TEXT = """# Everything from Debrief

Made at {made_at} from {address} by {made_by}. Debrief logs incidents, their postmortems and action items.

| what | holds |
|---|---|
| `{POSTMORTEMS}/` | {postmortems} postmortems as Markdown, to be read: start here |
| `{ATTACHMENTS}/` | {attachments} files, byte for byte, by incident |
| `{RECORDS}/` | {total} records as JSON: a file for each kind, a record on each line |
| `{MANIFEST}` | counts, and the version of this format |
| `{SUMS}` | the SHA-256 of each file; `sha256sum --check {SUMS}` compares them |

A record is `{{"model": kind, "pk": its number, "fields": …}}`. A field that belongs to another record holds that one's
number: `"incident": 12` is the record with `"pk": 12` in `{RECORDS}/incidents.incident.jsonl`, INC-12. Instants are ISO
8601 in UTC, texts are Markdown.

There are no passwords, passkeys, sessions, links or addresses with secrets, drafts or messages that were sent.
`manage.py import_all` brings all of this into an empty installation of Debrief.

## Records

| file | records | each of them is |
|---|---|---|
{kinds}
"""


def readme(manifest: Manifest) -> str:
    """The whole text."""
    kinds = (
        f"| `{records_name(kind.label)}` | {manifest.records[kind.label].count} | {_meaning(kind.model.__doc__)} |"
        for kind in leaving_kinds()
    )
    return _TEXT.format(
        **{name: getattr(manifest, name) for name in ("made_at", "address", "made_by", "postmortems", "attachments")},
        POSTMORTEMS=POSTMORTEMS,
        ATTACHMENTS=ATTACHMENTS,
        RECORDS=RECORDS,
        MANIFEST=MANIFEST,
        SUMS=SUMS,
        total=manifest.total,
        kinds="\n".join(kinds),
    )


def _meaning(words: str | None) -> str:
    """The first paragraph of what the code says of the model."""
    return " ".join(cleandoc(words or "").split("\n\n")[0].split()).replace("|", "\\|")
