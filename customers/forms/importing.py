"""A table of customers, as it was pasted or uploaded."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.decoding import decode
from customers.readers.table import MOST, CustomerTable, read_customers
from customers.selectors.import_plan import ImportPlan, import_plan

MOST_BYTES = 5 * 1024 * 1024
MEGABYTE = 1024 * 1024


class ImportCustomersForm(forms.Form):
    """The text, or a file, which takes its place; `plan` says what each line does."""

    text = forms.CharField(
        label="Customers",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="A table with the names of its columns in the first line, from a spreadsheet or as CSV.",
    )
    file = forms.FileField(label="Or a CSV file", required=False, max_length=200)

    table: CustomerTable
    plan: ImportPlan
    note = ""

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """Raises ValidationError for one that is too large: nothing of it is read."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                f"“{file.name}” has {(file.size or 0) / MEGABYTE:.1f} MB; {MOST:,} customers fit into "
                f"{MOST_BYTES // MEGABYTE} MB. Nothing of it was read. Export fewer columns, or split it."
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Reads the table. The file takes the place of the text, so that the preview holds it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "file" in self.errors:
            return cleaned
        file = cleaned.get("file")
        if file:
            decoded = decode(file.read())
            if decoded is None:
                self.add_error("file", f"“{file.name}” is no text. Save it as CSV, not as a workbook.")
                return cleaned
            cleaned["text"], self.note = decoded.text, decoded.note
        self._read(cleaned.get("text", ""))
        return cleaned

    def _read(self, text: str) -> None:
        place = "file" if self.cleaned_data.get("file") else "text"
        table = read_customers(text)
        if not table.heads:
            self.add_error(place, "Paste a table, or choose a CSV file.")
        elif not table.has_names:
            heads = ", ".join(f"“{head[:40]}”" for head in table.heads[:8])
            self.add_error(
                place,
                f"No column is called “name”, so nothing was read. The first line names the columns; it says: {heads}.",
            )
        elif len(table.lines) > MOST:
            count = f"this table has {len(table.lines):,}"
            self.add_error(place, f"At most {MOST:,} customers at once; {count}. Split it. Nothing was read.")
        elif not table.lines:
            self.add_error(place, "There is no line below the names of the columns.")
        else:
            self.table, self.plan = table, import_plan(table)
