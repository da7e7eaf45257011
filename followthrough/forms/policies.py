"""Forms of policies: a policy with its notices, and what it is tried on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from accounts.models import Team, User
from accounts.permissions import why_not_owner
from actions.models import ActionItem
from catalogue.enums import ActionKind, Deadline, NoticeTo, Priority
from catalogue.models import Policy, Service, Severity
from catalogue.selectors.policies import DAYS_OF, Notice, PolicyRule, days_words
from catalogue.selectors.policy_warnings import warning_of
from catalogue.services import MOST_NOTICES, NoticeDetails, PolicyChanged, PolicyDetails, identity
from core.errors import DomainError
from core.references import TypedReference, read_reference
from incidents.models import Incident

BEFORE, AFTER = "before", "after"
NAMED = ("name", "service", "team", "severity", "kind", "priority", "counts_working_days", "is_active")
PARTS = (
    ("items", "Action items", {"owner_days": "an owner", "done_days": "done", "verified_days": "verified"}),
    ("postmortems", "Postmortems", {"postmortem_days": "published"}),
    ("reviews", "Reviews", {"review_days": "answered"}),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Days of one kind of thing, under a heading that says them in short; open where one is set or refused."""

    key: str
    heading: str
    words: str
    is_open: bool
    fields: list[forms.BoundField]


class AboutForm(forms.Form):
    """What a policy is tried on: an action item, or the postmortem of an incident."""

    about = forms.CharField(
        label="Action item or incident", max_length=20, required=False, help_text="Such as ACT-57 or INC-12."
    )

    def clean_about(self) -> TypedReference | None:
        """What was named; None where nothing was typed."""
        typed = self.cleaned_data["about"]
        found = read_reference(typed) if typed else None
        if typed and (found is None or found.prefix not in {ActionItem.PREFIX, Incident.PREFIX}):
            raise forms.ValidationError("Enter an action item, such as ACT-57, or an incident, such as INC-12.")
        return found


class PolicyForm(AboutForm):
    """What a policy names and its days; its notices have forms of their own."""

    name = forms.CharField(max_length=80)
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, empty_label="Any", help_text="Incidents that name this service."
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        required=False,
        empty_label="Any",
        help_text="Its action items, and postmortems about its services.",
    )
    severity = forms.ModelChoiceField(Severity.objects.all(), required=False, empty_label="Any")
    kind = forms.ChoiceField(label="Kind of action item", choices=[("", "Any"), *ActionKind.choices], required=False)
    priority = forms.TypedChoiceField(
        choices=[("", "Any"), *Priority.choices], required=False, coerce=int, empty_value=None
    )
    counts_working_days = forms.BooleanField(
        label="Count working days",
        required=False,
        help_text="By the team's calendar: its weekend, its country's public holidays, its days off.",
    )
    is_active = forms.BooleanField(
        required=False, initial=True, label="In use", help_text="If not, another policy applies instead."
    )
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, policy: Policy | None = None, like: Policy | None = None
    ) -> None:
        super().__init__(data, initial=self._initial(policy, like))
        for field in DAYS_OF.values():
            column: Any = Policy._meta.get_field(field)
            self.fields[field] = forms.IntegerField(
                label=column.verbose_name.capitalize(),
                help_text=column.help_text,
                required=False,
                min_value=0,
                max_value=365,
            )
        for name, rows in (("service", Service.objects), ("team", Team.objects)):
            present = getattr(policy, f"{name}_id") if policy else None
            self.fields[name].queryset = rows.filter(Q(is_active=True) | Q(pk=present))  # type: ignore[attr-defined]
        if policy is None:
            del self.fields["is_active"], self.fields["seen"]

    @staticmethod
    def _initial(policy: Policy | None, like: Policy | None) -> dict[str, object]:
        days = {field: getattr(policy or like, field) for field in DAYS_OF.values()} if policy or like else {}
        if policy is None:
            return days
        return days | {name: getattr(policy, name) for name in NAMED} | {"seen": identity(policy)}

    def ask_about(self, error: DomainError) -> None:
        """After a change of somebody else, saving once more is about what the policy is by now."""
        if isinstance(error, PolicyChanged):
            assert isinstance(self.data, QueryDict)  # noqa: S101 - for the type checker
            data = self.data.copy()
            data["seen"] = error.present
            self.data = data

    @property
    def parts(self) -> list[Part]:
        """The fields of days."""
        return [self._part(key, heading, names) for key, heading, names in PARTS]

    def _part(self, key: str, heading: str, names: Mapping[str, str]) -> Part:
        given = {words: value for name, words in names.items() if (value := self[name].value()) not in {None, ""}}
        fields = [self[name] for name in names]
        return Part(
            key=key,
            heading=heading,
            words=", ".join(f"{words} {value}" for words, value in given.items()) or "no days: not asked for",
            is_open=bool(given) or any(field.errors for field in fields),
            fields=fields,
        )

    def details(self, notices: tuple[NoticeDetails, ...]) -> PolicyDetails:
        """For the service layer."""
        said = self.cleaned_data
        return PolicyDetails(
            name=said["name"],
            days=tuple((deadline, said[field]) for deadline, field in DAYS_OF.items() if said[field] is not None),
            notices=notices,
            service=said["service"],
            team=said["team"],
            severity=said["severity"],
            kind=said["kind"],
            priority=said["priority"],
            counts_working_days=said["counts_working_days"],
            is_active=said.get("is_active", True),
        )


class NoticeForm(forms.Form):
    """One notice: who hears of which deadline, and when."""

    deadline = forms.ChoiceField(label="Of", choices=[("", "Choose"), *Deadline.choices], required=False)
    days = forms.IntegerField(min_value=0, max_value=365, initial=0)
    side = forms.ChoiceField(
        label="Before or after",
        choices=[(BEFORE, "days before"), (AFTER, "days after")],
        initial=AFTER,
    )
    is_weekly = forms.BooleanField(label="then every week", required=False)
    to = forms.ChoiceField(label="Who hears of it", choices=NoticeTo.choices, initial=NoticeTo.OWNER)
    person = forms.TypedChoiceField(label="Person", required=False, coerce=int, empty_value=None)
    is_urgent = forms.BooleanField(label="at once, not only in the digest", required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[object, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [("", "Nobody"), *people]  # type: ignore[attr-defined]
        self.warning = ""

    @property
    def notice(self) -> Notice | None:
        """What the row says, as it was stored or typed; None for an empty, removed or refused one."""
        if self.is_bound and not self.is_valid():
            return None
        said = self.cleaned_data if self.is_bound else self.initial
        if not said.get("deadline") or said.get("DELETE"):
            return None
        days = -said["days"] if said["side"] == BEFORE else said["days"]
        return Notice(said["deadline"], days, said["is_weekly"], said["to"], said["person"], said["is_urgent"])

    @property
    def words(self) -> str:
        """The row in short."""
        one = self.notice
        if one is None:
            return ""
        to = NoticeTo(one.to).label
        if one.person:
            to = dict(self.fields["person"].choices).get(one.person, to)  # type: ignore[attr-defined]
        urgent = ", at once" if one.is_urgent else ""
        return f"{Deadline(one.deadline).label}: {days_words(one.days, is_weekly=one.is_weekly)}, {to}{urgent}"

    @property
    def is_open(self) -> bool:
        """Something is wrong with it, or it is still to be filled in after others were sent."""
        return bool(self.errors) or (self.is_bound and self.notice is None)

    def clean(self) -> dict[str, Any]:
        """A row that was begun says of what."""
        said = super().clean() or {}
        begun = said.get("days") or said.get("person") or said.get("is_weekly") or said.get("is_urgent")
        if begun and not said.get("deadline") and not said.get("DELETE"):
            self.add_error("deadline", "Choose what this notice is about, or remove it.")
        if said.get("person") and said.get("to") != NoticeTo.PERSON:
            self.add_error("to", "Choose “A person named here” for this person, or remove the person.")
        return said


class _NoticeFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The notices of a policy, with an empty one at the end."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "remove"

    def warn(self, rule: PolicyRule) -> None:
        """Puts beside each row why its notice never comes, or not when it says."""
        for form in self.forms:
            form.warning = warning_of(rule, form.notice) if form.notice else ""

    def details(self) -> tuple[NoticeDetails, ...]:
        """Those that are filled in and not removed."""
        rows: list[Notice] = [form.notice for form in self.forms if form.notice]
        people = User.objects.in_bulk([row.person for row in rows if row.person])
        return tuple(
            NoticeDetails(
                deadline=Deadline(row.deadline),
                days=row.days,
                is_weekly=row.is_weekly,
                to=NoticeTo(row.to),
                person=people.get(row.person) if row.person else None,
                is_urgent=row.is_urgent,
            )
            for row in rows
        )


NoticeFormSet = forms.formset_factory(
    NoticeForm, formset=_NoticeFormSet, extra=1, can_delete=True, max_num=MOST_NOTICES + 1
)


def notice_forms(data: QueryDict | None, source: Policy | None, *, one_more: bool = False) -> Any:
    """The forms of a policy's notices; with `one_more` another empty one stands after those that were sent."""
    stored = list(source.notices.select_related("person")) if source else []
    initial = [
        {
            "deadline": one.deadline,
            "days": abs(one.days),
            "side": BEFORE if one.days < 0 else AFTER,
            "is_weekly": one.is_weekly,
            "to": one.to,
            "person": one.person_id,
            "is_urgent": one.is_urgent,
        }
        for one in stored
    ]
    named = {one.person.pk: one.person for one in stored if one.person}
    people = named | {person.pk: person for person in User.objects.managers()}
    choices = sorted((_named(person), pk) for pk, person in people.items())
    options: dict[str, Any] = {
        "prefix": "notices",
        "form_kwargs": {"people": [(pk, words) for words, pk in choices]},
    }
    if data is not None and one_more:
        data = data.copy()
        count = data.get("notices-TOTAL_FORMS", "")
        if count.isdecimal() and int(count) <= MOST_NOTICES:
            data["notices-TOTAL_FORMS"] = str(int(count) + 1)
    return NoticeFormSet(data, initial=initial if data is None else None, **options)


def _named(person: User) -> str:
    why = why_not_owner(person)
    return f"{person.name} ({why})" if why else person.name
