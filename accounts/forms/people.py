"""Forms about people."""

from calendar import day_name
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms

from accounts.enums import CustomerScope, Role, SecondFactorRule
from accounts.models import Team, User, company_zone
from accounts.permissions import is_responder
from accounts.registries.holdings import Held
from core.forms import ZoneField

NOBODY = "nobody"


class ProfileForm(forms.Form):
    """What people change about themselves."""

    name = forms.CharField(max_length=120)
    zone = ZoneField()
    told_of_reports = forms.BooleanField(
        required=False,
        label="Tell me about new reports by e-mail",
        help_text="When sales or support report a problem.",
    )

    digest_hour = forms.TypedChoiceField(
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        label="Daily digest from",
        help_text="In your time zone.",
    )
    digest_weekdays = forms.MultipleChoiceField(
        choices=[(str(number), name) for number, name in enumerate(day_name, 1)],
        widget=forms.CheckboxSelectMultiple,
        label="Days of the digest",
        help_text="What comes up on another day waits for the next of these.",
        error_messages={"required": "Choose at least one day: without a digest an action item would be forgotten."},
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        names = ("name", "zone", "told_of_reports", "digest_hour")
        initial = {name: getattr(person, name) for name in names} | {"digest_weekdays": list(person.digest_weekdays)}
        super().__init__(data, initial=initial)
        if not is_responder(person):
            for name in ("told_of_reports", "digest_hour", "digest_weekdays"):
                del self.fields[name]

    def clean_digest_weekdays(self) -> str:
        """As it is stored: 12345."""
        return "".join(sorted(self.cleaned_data["digest_weekdays"]))


class PersonForm(forms.Form):
    """What an admin corrects about a person."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254)
    zone = ZoneField()


class RoleForm(forms.Form):
    """Another role."""

    role = forms.ChoiceField(choices=Role.choices)


class CustomerScopeForm(forms.Form):
    """Which customers a reporter sees."""

    customer_scope = forms.ChoiceField(
        choices=CustomerScope.choices,
        label="Customers they see",
        help_text="Their own: those that they own, for sales. All: for support. Reporters alone; others see all.",
    )


class CompanyForm(forms.Form):
    """Whose installation it is."""

    name = forms.CharField(max_length=120, help_text="Invitations name it.")
    zone = ZoneField(help_text="New people begin with it; each can have another one.")
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        required=False,
        help_text="In which the values of customers are counted: a three-letter code, such as EUR or KES.",
        error_messages={"invalid": "Write a three-letter currency code, such as EUR or KES."},
    )
    second_factor = forms.ChoiceField(
        choices=SecondFactorRule.choices,
        label="Two-factor authentication of managers and admins",
        help_text="Where it is required, those without it are led to set it up before anything else.",
    )
    second_factor_from = forms.DateField(
        required=False,
        label="Required from",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Until then they are asked for it. Empty: from now on.",
    )

    def clean_currency(self) -> str:
        """Capital letters, whatever was typed."""
        return str(self.cleaned_data["currency"]).upper()


class InviteForm(forms.Form):
    """Somebody new."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="Their login.")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.RESPONDER)
    zone = ZoneField()
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Teams"
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, initial={"zone": company_zone()})  # type: ignore[arg-type]
        self.fields["teams"].queryset = Team.objects.active()  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """The first password of an invited person."""

    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), label="Choose a password"
    )

    def __init__(self, data: object = None, *, person: User) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.person = person
        self.fields["password"].help_text = "At least 10 characters, not a common one, and unlike your name."

    def clean_password(self) -> str:
        """Checked by the same rules everywhere."""
        return str(get_adapter().clean_password(self.cleaned_data["password"], user=self.person))


class HandoverForm(forms.Form):
    """Who takes over what somebody holds: one choice for each kind. `staying`: what nobody can take over."""

    def __init__(self, data: object = None, *, person: User, held: list[Held]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        others = User.objects.responders().exclude(pk=person.pk)
        choices = [("", "Choose…"), (NOBODY, "Nobody, for now"), *((str(user.pk), user.name) for user in others)]
        self.people = {str(user.pk): user for user in others}
        self.staying = [one for one in held if one.holding.reassign is None]
        handed_over = [one for one in held if one.holding.reassign is not None]
        for one in handed_over:
            label = f"{one.count} {one.holding.name} go to"
            self.fields[one.holding.key] = forms.ChoiceField(choices=choices, label=label)
        if handed_over:
            self.fields["make_member"] = forms.BooleanField(
                required=False,
                label="Make them members of the private incidents involved",
                help_text="Otherwise nothing is handed over from a private incident that they cannot see.",
            )

    def successors(self) -> dict[str, User | None]:
        """By the holding's key; None is nobody."""
        chosen = {key: value for key, value in self.cleaned_data.items() if key != "make_member"}
        return {key: self.people.get(value) for key, value in chosen.items()}

    @property
    def may_make_members(self) -> bool:
        """Whether the admin agreed to let them see what is private."""
        return bool(self.cleaned_data.get("make_member"))
