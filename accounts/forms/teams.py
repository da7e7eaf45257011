"""Forms about teams."""

from django import forms

from accounts.models import Team, User


class TeamForm(forms.Form):
    """A team's name, and whether it still exists in the company."""

    name = forms.CharField(max_length=80)
    is_active = forms.BooleanField(required=False, initial=True, label="The team exists")


class NewTeamForm(forms.Form):
    """A new team's name."""

    name = forms.CharField(max_length=80)


class MemberForm(forms.Form):
    """Somebody who joins, or who begins or ceases to manage the team."""

    person = forms.ModelChoiceField(User.objects.none(), empty_label="Choose…")
    is_manager = forms.BooleanField(required=False, label="manages the team")

    def __init__(self, data: object = None, *, team: Team) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.team = team
        self.fields["person"].queryset = User.objects.active()  # type: ignore[attr-defined]
