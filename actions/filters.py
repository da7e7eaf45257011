"""What the list of action items can be narrowed by; every choice stands in the address."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from accounts.models import Team, User
from actions.due import DUE_SINCE, DUE_WITHIN
from actions.enums import ActionStatus, Verdict
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet, ownerless
from actions.registries.filters import item_filters
from actions.selectors.ages import AGE_BY_KEY, AGES, SPANS
from actions.selectors.listing import SORTS
from actions.selectors.owner_days import owner_days
from catalogue.enums import ActionKind, Priority
from catalogue.models import Service
from core.clock import now
from core.references import read_number
from core.search import SearchFilter, words_query
from incidents.filters import SEVERITY_CHOICES
from incidents.models import Incident

ALL, ME, NOBODY, MINE, NONE = "all", "me", "nobody", "mine", "none"
STATUS_CHOICES = [*ActionStatus.choices, (ALL, "All")]
DUE_CHOICES = [
    ("overdue", "Overdue"),
    ("within", f"Within {DUE_WITHIN.days} days"),
    ("lately", f"In the last {DUE_SINCE.days} days"),
    ("long", f"Overdue for more than {DUE_SINCE.days} days"),
    ("dated", "With a date"),
    ("none", "Without a date"),
]
AGE_CHOICES = [(age.key, f"{age.label} days") for age in (*AGES, *SPANS)]
VERIFY_CHOICES = [
    ("waiting", "Waiting for it"),
    ("due", "Its day has come"),
    ("later", "Its day is to come"),
    ("not_later", "Not on a day to come"),
    ("not_effective", "Found not effective"),
]
LOOK_AGAIN_CHOICES = [("due", "Its day has come"), ("later", "On a later day")]
PART_CHOICES = [("yes", "Of an item that was split"), ("no", "Of no other item")]
GOES_ON_CHOICES = [("yes", "In the items it was split into, or its original"), ("no", "In no other item")]
ASKS_FINISHED = ("status", "finished", "verify", "look_again", "goes_on")  # whatever they say
FINISHED_CHOICES = [("90", "In the last 90 days"), *((span.key, f"{span.label} days ago") for span in SPANS)]

Choices = list[tuple[str, str]]


class ActionFilter(django_filters.FilterSet):
    """The filters of the list of action items. Without a status it shows the unfinished ones."""

    q = SearchFilter(label="Text or number", method="by_text")
    status = django_filters.MultipleChoiceFilter(
        label="Status", choices=STATUS_CHOICES, method="by_status", widget=forms.CheckboxSelectMultiple
    )
    due = django_filters.ChoiceFilter(label="Due", choices=DUE_CHOICES, empty_label="Any", method="by_due")
    owner = django_filters.ChoiceFilter(label="Owner", empty_label="Anybody", method="by_owner")
    team = django_filters.ChoiceFilter(label="Team", empty_label="Any", method="by_team")
    severity = django_filters.ChoiceFilter(
        label="Severity", choices=SEVERITY_CHOICES, empty_label="Any", method="by_severity"
    )
    kind = django_filters.ChoiceFilter(label="Kind", choices=ActionKind.choices, empty_label="Any")
    priority = django_filters.ChoiceFilter(label="Priority", choices=Priority.choices, empty_label="Any")
    service = django_filters.ChoiceFilter(label="Service", empty_label="Any", method="by_service")
    incident = django_filters.CharFilter(label="Incident", method="by_incident")
    age = django_filters.ChoiceFilter(label="Age", choices=AGE_CHOICES, empty_label="Any", method="by_age")
    finished = django_filters.ChoiceFilter(
        label="Finished", choices=FINISHED_CHOICES, empty_label="At any time", method="by_finished"
    )

    verify = django_filters.ChoiceFilter(
        label="Verification", choices=VERIFY_CHOICES, empty_label="Any", method="by_verification"
    )

    look_again = django_filters.ChoiceFilter(
        label="Look again", choices=LOOK_AGAIN_CHOICES, empty_label="Any", method="by_look_again"
    )

    goes_on = django_filters.ChoiceFilter(
        label="Goes on", choices=GOES_ON_CHOICES, empty_label="Any", method="by_goes_on"
    )

    part = django_filters.ChoiceFilter(label="Part", choices=PART_CHOICES, empty_label="Any", method="by_part")

    class Meta:
        model = ActionItem
        fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, *, reader: User) -> None:
        super().__init__(data, queryset=ActionItem.objects.visible_to(reader))
        self.reader = reader
        self.days = owner_days(reader)
        for name, choices in _choices().items():
            self.filters[name].extra["choices"] = choices
        for name, added in item_filters.items():
            self.filters[name] = django_filters.ChoiceFilter(
                field_name=name, label=added.label, choices=added.choices, empty_label="Any", method=self.by_added
            )
            self.filters[name].parent = self

    def filter_queryset(self, queryset: ActionItemQuerySet) -> ActionItemQuerySet:
        """All filters, and only the unfinished ones unless the address asks for finished ones."""
        rows: ActionItemQuerySet = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data
        asks_finished = any(chosen.get(name) for name in (*ASKS_FINISHED, *item_filters))
        return rows if asks_finished else rows.unfinished()

    def in_order(self, sort: str) -> Any:
        """The filtered rows, sorted by a key of SORTS (by due date for anything else)."""
        return self.qs.order_by(*SORTS.get(sort, SORTS["due"]))

    def by_text(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """Full text in title and description, or the number of one."""
        number = read_number(value, Incident.PREFIX, ActionItem.PREFIX)
        has_words = Q(search=words_query(value))
        return rows.filter(has_words | Q(pk=number)) if number else rows.filter(has_words)

    def by_status(self, rows: ActionItemQuerySet, name: str, value: list[str]) -> ActionItemQuerySet:
        """Any of several statuses; *all* is all of them."""
        return rows if not value or ALL in value else rows.filter(status__in=value)

    def by_due(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """Overdue or due within some days where the owner is, or by whether there is a date."""
        if value == "overdue":
            return rows.overdue_for(self.days)
        if value == "within":
            return rows.due_within(self.days)
        if value == "lately":
            return rows.due_lately(self.days)
        if value == "long":
            return rows.long_overdue(self.days)
        return rows.filter(due_on__isnull=value == NONE)

    def by_owner(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """One person, the reader, or nobody: also where it has an owner who cannot do it any more."""
        if value == NOBODY:
            return rows.filter(ownerless())
        return rows.filter(~ownerless(), owner=self.reader.pk if value == ME else int(value))

    def by_team(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """One team, the reader's teams, or none; what has no team belongs to the teams of its owner."""
        if value == NONE:
            return rows.of_no_team()
        return rows.of_teams(Team.objects.of(self.reader) if value == MINE else [int(value)])

    def by_severity(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """One severity of the incident, or a range such as 1-3."""
        first, _, last = value.partition("-")
        return rows.filter(incident__severity__level__range=(int(first), int(last or first)))

    def by_service(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """Of incidents of one service."""
        links = Incident.services.through.objects.filter(incident=OuterRef("incident"), service=int(value))
        return rows.filter(Exists(links))

    def by_incident(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """Of one incident, by its number, and of the duplicates that were merged into it."""
        number = read_number(value, Incident.PREFIX, ActionItem.PREFIX)
        if not number:
            return rows.none()
        target = Incident.objects.visible_to(self.reader).filter(pk=number)
        return rows.filter(Q(incident=number) | Q(incident__duplicate_of__in=target))

    def by_age(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """By whole days since it was created."""
        return rows.filter(AGE_BY_KEY[value].q(now()))

    def by_verification(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """Done and not verified yet, or found not effective."""
        if value == Verdict.NOT_EFFECTIVE:
            return rows.filter(verdict=value)
        if value == "not_later":
            later = ActionItem.objects.to_verify_later(self.days.reader)
            return rows.filter(~Q(pk__in=later.values("pk")))
        if value == "later":
            return rows.to_verify_later(self.days.reader)
        waiting = rows.unverified()
        return waiting.filter(verify_on__lte=self.days.reader) if value == "due" else waiting

    def by_look_again(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """Won't do, by whether the day to look again has come."""
        today = self.days.reader
        return rows.to_look_again(today) if value == "due" else rows.filter(look_again_on__gt=today)

    def by_goes_on(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """By whether it is closed as won't do because another item stands for it."""
        return rows.going_on() if value == "yes" else rows.not_going_on()

    def by_added(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """As an upper app says."""
        return item_filters[name].narrow(rows, value, self.reader)

    def by_part(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """By whether another item was split into it."""
        return rows.filter(split_from__isnull=value == "no")

    def by_finished(self, rows: ActionItemQuerySet, name: str, value: str) -> ActionItemQuerySet:
        """Done, verified or won't do in the last days, or in a span of days."""
        if value in AGE_BY_KEY:
            return rows.filter(AGE_BY_KEY[value].q(now(), "finished_at"))
        return rows.finished_since(now() - timedelta(days=int(value)))


def _choices() -> dict[str, Choices]:
    """People, teams and services to choose from: one query each, for the fields and for checking what was chosen."""
    people = [(str(pk), name) for pk, name in User.objects.responders().values_list("pk", "name")]
    teams = [(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")]
    services = [(str(pk), name) for pk, name in Service.objects.values_list("pk", "name")]
    return {
        "owner": [(ME, "Me"), (NOBODY, "No owner"), *people],
        "team": [(MINE, "My teams"), (NONE, "No team"), *teams],
        "service": services,
    }
