"""Forms about teams."""

from django import forms

from accounts.models import Team, User


class TeamForm(forms.Form):
    """A team's name, and whether it is active."""

    name = forms.CharField(max_length=80)
    report_minutes = forms.IntegerField(
        min_value=1,
        max_value=10_080,
        required=False,
        label="Minutes until its triage contacts hear of a report",
        help_text="That nobody looked at. Leave it empty to use the rules of the installation.",
    )
    is_active = forms.BooleanField(required=False, initial=True, label="The team is active")


class NewTeamForm(forms.Form):
    """A new team's name."""

    name = forms.CharField(max_length=80)


class MemberForm(forms.Form):
    """Somebody who joins the team, or starts or stops managing it."""

    person = forms.ModelChoiceField(User.objects.none(), empty_label="Choose…")
    is_manager = forms.BooleanField(required=False, label="Manages the team")
    is_triage_contact = forms.BooleanField(
        required=False,
        label="Triage contact",
        help_text="Hears of a report of sales or support that nobody looked at in time.",
    )

    def __init__(self, data: object = None, *, team: Team) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.team = team
        self.fields["person"].queryset = User.objects.active()  # type: ignore[attr-defined]
