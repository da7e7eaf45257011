"""Declaring an incident: two fields must be filled, the rest can wait."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms

from accounts.models import User
from accounts.permissions import is_manager
from catalogue.enums import Level
from catalogue.models import Service, Severity
from core.forms import ClientUuidField, LineField, MarkdownField, ZoneField
from core.paging import number_in
from core.typed_times import TimedForm, WhenField
from core.typed_zones import ZonedForm
from core.when import When
from core.when_questions import ask_instant
from incidents.registries.panels import TypedIncident
from incidents.services.creating import IncidentDetails

TITLE_TOO_LONG = "A title has at most %(limit_value)d characters; this one has %(show_value)d. Put the rest below."

MOST_COMPARED = 4_000  # characters of a summary that are compared with other incidents


def title_field() -> forms.CharField:
    """The title, with words for one that is too long."""
    return LineField(
        label="What is wrong?",
        max_length=200,
        help_text="What a customer would say, in one line.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-max": "200"}),
        error_messages={"max_length": TITLE_TOO_LONG, "required": "Say in one line what is wrong."},
    )


def people_field(label: str, **options: Any) -> "forms.ModelChoiceField[User]":
    """One of the people who work on incidents."""
    return forms.ModelChoiceField(queryset=User.objects.responders().order_by("name"), label=label, **options)


WORDS_HELP = "Sales and support pass these on. No internal names, no guesses."
AS_DRAFT = (
    "They are posted if you are the lead; else they wait until the lead, communications or a manager approves them."
)


class DetailsForm(ZonedForm, TimedForm):
    """What every way of writing an incident down asks: the live one and the one recorded afterwards."""

    title = title_field()
    severity = forms.TypedChoiceField(
        coerce=int,
        label="How bad is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a severity."},
    )
    summary = MarkdownField(rows=3, required=False, label="What do customers see?")
    services = forms.ModelMultipleChoiceField(
        queryset=Service.objects.active(), required=False, label="Services", widget=forms.CheckboxSelectMultiple
    )
    zone = ZoneField(
        help_text="Times you type are in this zone: a place such as Africa/Nairobi, or an abbreviation such as EAT."
    )
    lead = people_field("Lead", required=False, empty_label="nobody yet")
    is_drill = forms.BooleanField(required=False, label="This is a drill")
    is_near_miss = forms.BooleanField(required=False, label="A near miss: it was caught before anybody was affected")
    is_private = forms.BooleanField(required=False, label="Private: only its members and admins see that it exists")
    members = forms.ModelMultipleChoiceField(
        queryset=User.objects.responders().order_by("name"),
        required=False,
        label="Members",
        help_text="Only for a private incident. You are always one.",
    )
    client_uuid = ClientUuidField()

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, zone=user.time_zone, **options)
        severity = self.fields["severity"]
        assert isinstance(severity, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        severity.choices = severity_choices()
        if "public_summary" in self.fields and not is_manager(user):
            self.fields["public_summary"].help_text = f"{WORDS_HELP} {AS_DRAFT}"
        self.initial.setdefault("zone", user.zone)

    def clean(self) -> dict[str, Any]:
        """Reads times in the zone of the form; only a private incident has members."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if meaning := self.settle_zone(self.zone_at()):
            self.time_zone = meaning.info
        if cleaned.get("members") and not cleaned.get("is_private"):
            self.add_error(
                "is_private", "You chose members. Tick this, or clear the members: only a private incident has any."
            )
        return cleaned

    def zone_at(self) -> datetime:
        """When the zone is looked at, to notice a word that is unlikely for its date."""
        return self.pressed

    def add_questions(self, name: str, said: When, *, is_meant: bool = False) -> bool:
        """Also asks about a zone word of one time that is unlikely for its date, unless the form's zone is that one."""
        zone = self.cleaned_data.get("zone")
        is_settled = is_meant or (zone and zone.word.upper() == said.zone_word.upper())
        doubt = None if is_settled else ask_instant(said.zone_word, said.instant)
        if doubt:
            said = replace(said, questions=(*said.questions, doubt))
        return super().add_questions(name, said, is_meant=is_meant)

    def common_details(self) -> IncidentDetails:
        """What both ways have in common, as the services take it."""
        cleaned = self.cleaned_data
        names = ("title", "summary", "lead", "is_drill", "is_near_miss", "is_private")
        return IncidentDetails(
            level=cleaned["severity"],
            zone=cleaned["zone"].iana,
            zone_word=cleaned["zone"].kept_word,
            services=() if cleaned["services"].query.is_empty() else tuple(cleaned["services"]),
            members=tuple(cleaned["members"]) if cleaned["is_private"] else (),
            **{name: cleaned[name] for name in names},
        )

    def uuid(self) -> UUID:
        """What makes sending twice store once; a form without one is a new one each time."""
        return self.cleaned_data["client_uuid"] or uuid4()


class DeclareForm(DetailsForm):
    """An incident that is going on."""

    always_open = ("title", "severity", "client_uuid")
    about_fields = frozenset({"impact_started"})

    impact_started = WhenField(
        label="When did the impact start?",
        placeholder="unknown",
        help_text="22:30, 20m ago, yesterday 23:50; leave it empty if it is not known yet.",
    )
    is_customer_facing = forms.ChoiceField(
        choices=(("", "the default for the severity"), ("yes", "yes"), ("no", "no")),
        required=False,
        label="Are customers affected?",
        help_text="If so, sales and support wait for an update to pass on, and the severity may require more of them.",
    )
    public_summary = MarkdownField(
        rows=2,
        required=False,
        max_length=4000,
        label="Customer update",
        help_text=WORDS_HELP,
    )

    @property
    def opens_fold(self) -> bool:
        """Whether the fold must stand open: something in it is wrong, or was filled in beforehand."""
        return bool(set(self.errors) - set(self.always_open)) or "summary" in self.initial or self.is_a_drill

    @property
    def is_a_drill(self) -> bool:
        """Whether the tick for a drill is set, by the link that led here or by hand."""
        return bool(self["is_drill"].value())

    def typed(self) -> TypedIncident:
        """What is filled in so far, whether it is right or not."""
        title, summary = (str(self[name].value() or "").replace("\x00", "") for name in ("title", "summary"))
        services = (number_in(str(each)) for each in self["services"].value() or ())
        return TypedIncident(
            title=title[:200],
            summary=summary[:MOST_COMPARED],
            services=frozenset(number for number in services if number is not None),
            is_drill=self.is_a_drill,
        )

    def clean(self) -> dict[str, Any]:
        """Adds `impact_started_at`."""
        cleaned = super().clean()
        cleaned["impact_started_at"] = self.read_instant("impact_started")
        return cleaned

    def details(self) -> IncidentDetails:
        """What the service takes."""
        cleaned = self.cleaned_data
        return replace(
            self.common_details(),
            impact_started_at=cleaned["impact_started_at"],
            impact_is_about=self.says_about("impact_started"),
            is_customer_facing={"yes": True, "no": False}.get(cleaned["is_customer_facing"]),
            public_summary=cleaned["public_summary"],
        )


def severity_choices() -> list[tuple[int, str]]:
    """Level and words: `SEV2 Major: An important function is broken for many customers.`."""
    severities = Severity.objects.order_by("level")
    return [(each.level, f"{Level(each.level).label} {each.name}: {each.description}") for each in severities]
