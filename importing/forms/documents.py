"""Forms of written postmortems that edit what was read."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms

from accounts.models import User
from catalogue.models import Service
from core.clock import now
from core.forms import ClientUuidField, LineField, MarkdownField, ZoneField
from core.typed_times import TimedForm, WhenField
from core.typed_zones import ZonedForm
from core.zones import zone_or_utc
from importing.models import Document
from importing.readers.record_times import CLOCK, day_of
from importing.readers.records import PART_TYPES, EntryPart, ItemPart, KindPart, Part, Record
from importing.selectors.documents.times import typed_time
from incidents.enums import DetectionSource, Milestone
from incidents.forms.declare import severity_choices
from postmortems.enums import FactorKind, LessonKind, MeasureKind

_BARE = re.compile(r"\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)  # a time without its day
OPEN_KINDS = {"factors": FactorKind.choices, "lessons": LessonKind.choices, "measures": MeasureKind.choices}


class PartForm(TimedForm):
    """A form about a part of a record. What was not touched stays as precise as it was read."""

    times: tuple[str, ...] = ()

    def __init__(self, *args: Any, record: Record, part: Any, **options: Any) -> None:
        self.record, self.part = record, part
        zone = zone_or_utc(record.zone or "UTC")
        super().__init__(*args, zone=zone, initial=self.now(record, part), **options)

    @classmethod
    def now(cls, record: Record, part: Any) -> dict[str, Any]:
        """What stands there."""
        shown = {name: typed_time(getattr(part, name), record) for name in cls.times}
        return {name: getattr(part, name, None) for name in cls.base_fields} | shown

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in self.fields}

    def read_time(self, name: str, *, day: date | None, zone: str) -> str:
        """A time as the record keeps it: untouched as it was, bare without a known day, else to the second."""
        typed, kept = self.cleaned_data.get(name, ""), getattr(self.part, name)
        if typed == self.initial.get(name, ""):
            return str(kept)
        if typed and day is None and CLOCK.fullmatch(typed):
            return f"{typed}:00"
        said = self.read_when(name, day=day)
        if said is None:
            return ""
        local = said.instant.astimezone(self.time_zone)
        return local.isoformat() if zone else local.replace(tzinfo=None).isoformat()


class FactsForm(ZonedForm, PartForm):
    """The head of a record."""

    times = ("started", "ended")
    about_fields = frozenset()

    title = LineField(max_length=200, label="Title", error_messages={"required": "Write a title."})
    zone = ZoneField(required=False, help_text="On whose clocks the times of the document are.")
    day = forms.DateField(
        required=False,
        label="Day of the first time",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Where times have no date. Empty: the day of the start.",
    )
    started = WhenField(label="Impact started", placeholder="unknown")
    ended = WhenField(label="Resolved", placeholder="unknown")
    level = forms.TypedChoiceField(coerce=int, label="Severity")
    services = forms.ModelMultipleChoiceField(
        queryset=Service.objects.active(), required=False, label="Services", widget=forms.CheckboxSelectMultiple
    )
    impact = MarkdownField(rows=3, required=False, max_length=4000, label="Impact")
    percent = forms.DecimalField(
        required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2, label="Percent affected"
    )
    percent_of = forms.CharField(required=False, max_length=80, label="Percent of what")
    detection_source = forms.ChoiceField(choices=DetectionSource.choices, required=False, label="Detected by")
    detected_by = forms.CharField(required=False, max_length=200, label="Who or what detected it")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        level = self.fields["level"]
        assert isinstance(level, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        level.choices = severity_choices()

    @classmethod
    def now(cls, record: Record, part: Any) -> dict[str, Any]:
        """What stands there; the zone as it was written."""
        return super().now(record, part) | {"zone": record.zone_word or record.zone}

    def clean(self) -> dict[str, Any]:
        """Times are read on the clocks of the zone that stands beside them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("day")
        first = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else now()
        zone = self.settle_zone(first, kept=self.record.zone_word)
        if zone:
            self.time_zone = zone.info
        day = day or day_of(self.record)
        is_bare = _BARE.fullmatch(cleaned.get("ended", "").strip()) is not None
        for name in self.times:
            cleaned[name] = self.read_time(name, day=day, zone=zone.iana if zone else "")
        began, ended = cleaned["started"], cleaned["ended"]
        if is_bare and began and ended and ended < began and not CLOCK.fullmatch(began[:5]):
            cleaned["ended"] = (datetime.fromisoformat(ended) + timedelta(days=1)).isoformat()  # past midnight
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the service takes; a time that nobody touched is left to it, for the zone may be another one."""
        said = super().values()
        zone = said["zone"]
        percent, day = said["percent"], said["day"]
        iana = zone.iana if zone else ""
        told: dict[str, Any] = {
            "zone": iana,
            "zone_word": zone.kept_word if zone else "",
            "day": day.isoformat() if day else "",
            "services": [service.pk for service in said["services"]],
            "percent": None if percent is None else float(percent),
        }
        untouched = [name for name in self.times if said[name] == getattr(self.record, name)]
        return {name: value for name, value in (said | told).items() if name not in untouched}


class EntryForm(PartForm):
    """An entry of the timeline."""

    times = ("at", "until")
    about_fields = frozenset({"at"})

    at = WhenField(label="When", placeholder="unknown: with the entry above")
    until = WhenField(label="Until", placeholder="22:50")
    text = MarkdownField(rows=3, label="What happened", help_text="Plain text.")
    milestones = forms.MultipleChoiceField(
        choices=Milestone.choices, required=False, label="Milestones", widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        """A bare time lies on the entry's own day."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        at = self.part.at
        day = datetime.fromisoformat(at).date() if at and not CLOCK.match(at) else day_of(self.record)
        cleaned["is_about"] = self.says_about("at") or (self.part.is_about and cleaned.get("at") == self.initial["at"])
        for name in self.times:
            cleaned[name] = self.read_time(name, day=day, zone=self.record.zone)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return super().values() | {"is_about": self.cleaned_data["is_about"], "has_stated_milestones": True}


class KindForm(PartForm):
    """A factor, a lesson or a measure."""

    kind = forms.ChoiceField(required=False, label="Kind")
    text = MarkdownField(rows=3, max_length=4000, label="Text")

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - for the type checker
        kind.choices = kinds


class ItemForm(PartForm):
    """An action item."""

    text = LineField(max_length=2000, label="What is to be done")
    owner = forms.ModelChoiceField(
        queryset=User.objects.responders().order_by("name"), required=False, empty_label="nobody yet", label="Owner"
    )
    due = forms.DateField(
        required=False, label="Due", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_done = forms.BooleanField(required=False, label="It was done already")
    tracker = forms.CharField(required=False, max_length=500, label="Tracker link")

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        said = super().values()
        owner, due = said["owner"], said["due"]
        return said | {"owner": owner.pk if owner else None, "due": due.isoformat() if due else ""}


def part_form(document: Document, kind: str, place: int, data: Any = None) -> PartForm | None:
    """The form of one part of a document's record; None where there is no such part."""
    record = Record.from_json(document.record)
    if kind == "facts":
        return FactsForm(data, record=record, part=record)
    parts: list[Part] = record.part_lists.get(kind, [])
    if not 0 <= place < len(parts):
        return None
    return _form_of(record, kind, parts[place], data)


def new_part_form(document: Document, kind: str, data: Any = None) -> PartForm | None:
    """The form of what was not read; None where there is no such list."""
    if kind not in PART_TYPES:
        return None
    form = _form_of(Record.from_json(document.record), kind, PART_TYPES[kind](text=""), data)
    form.fields["client_uuid"] = ClientUuidField()
    return form


def _form_of(record: Record, kind: str, part: Part, data: Any) -> PartForm:
    if isinstance(part, EntryPart):
        return EntryForm(data, record=record, part=part)
    if isinstance(part, ItemPart):
        return ItemForm(data, record=record, part=part)
    assert isinstance(part, KindPart)  # noqa: S101 - for the type checker
    return KindForm(data, record=record, part=part, kinds=OPEN_KINDS[kind])
