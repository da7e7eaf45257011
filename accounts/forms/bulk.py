"""Many people at once: the table as it was pasted or uploaded, and what is read of it."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.enums import Role
from accounts.models import Team, User, company_zone
from accounts.readers import MOST, PersonLine, read_people
from accounts.services.invitations import NewPerson

LONGEST = 200_000
LONGEST_NAME = User._meta.get_field("name").max_length or 0


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line, who it makes (None when it makes nobody), and why not."""

    line: PersonLine
    person: NewPerson | None
    teams: list[Team] = field(default_factory=list)
    problem: str = ""


class PeopleForm(forms.Form):
    """A table of people; `lines` is what was read of it."""

    text = forms.CharField(
        label="People",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="A line for each: name, e-mail address, role, teams. Role (then reporter) and teams may be missing.",
    )
    file = forms.FileField(label="Or a CSV file", required=False)

    lines: list[PreviewLine]
    unknown_columns: tuple[str, ...]

    def clean(self) -> dict[str, Any]:
        """The file takes the place of the text, so that the preview holds it."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = cleaned.get("file")
        if given and given.size > LONGEST:
            raise ValidationError(f"The file can have at most {LONGEST // 1000} kB. Split it.")
        text = given.read().decode("utf-8-sig", errors="replace") if given else cleaned.get("text", "")
        table = read_people(text)
        if not table.lines:
            self.add_error("text", "Paste a table, or choose a file.")
        if len(table.lines) > MOST:
            self.add_error("text", f"At most {MOST} people at once. Split the table.")
        cleaned["text"] = text
        self.lines, self.unknown_columns = _preview(table.lines[:MOST]), table.unknown
        return cleaned

    @property
    def people(self) -> list[NewPerson]:
        """Those who can be invited."""
        return [line.person for line in self.lines if line.person]


def _preview(lines: list[PersonLine]) -> list[PreviewLine]:
    """Each line checked, in two queries."""
    addresses = [line.email.lower() for line in lines]
    taken = set(User.objects.filter(email__in=addresses).values_list("email", flat=True))
    first_lines: dict[str, int] = {}  # by address
    teams = {team.name.lower(): team for team in Team.objects.active()}
    zone, found = company_zone(), []
    for line in lines:
        its_teams = [teams[name.lower()] for name in line.teams if name.lower() in teams]
        first = first_lines.setdefault(line.email.lower(), line.number)
        problem = _problem(line, taken, first) or _unknown_team(line, teams)
        role = Role(line.role.lower()) if line.role and not problem else Role.REPORTER
        person = None if problem else NewPerson(line.email, line.name, role, zone, tuple(its_teams))
        found.append(PreviewLine(line, person, its_teams, problem))
    return found


def _problem(line: PersonLine, taken: set[str], first: int) -> str:
    if not line.name or len(line.name) > LONGEST_NAME:
        return "The name is missing." if not line.name else "The name is too long."
    try:
        validate_email(line.email)
    except ValidationError:
        return "This is no e-mail address."
    if line.email.lower() in taken:
        return "Somebody has this address already."
    if first != line.number:
        return f"The same address as in line {first}."
    if line.role and line.role.lower() not in Role.values:
        return f"There is no role “{line.role}”: {', '.join(Role.values)}."
    return ""


def _unknown_team(line: PersonLine, teams: dict[str, Team]) -> str:
    unknown = [name for name in line.teams if name.lower() not in teams]
    return f"There is no team “{unknown[0]}”. Add it first, or leave it out." if unknown else ""
