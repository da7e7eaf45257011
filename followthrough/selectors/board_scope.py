"""Whose action items the board shows: the reader's teams, one team, or the company."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Team, User
from incidents.selectors.columns import View

MINE, ALL = "mine", "all"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the board is narrowed to. `teams` of None is the company; `key` stands in the address."""

    key: str
    name: str
    teams: dict[int, str] | None
    mine: dict[int, str]
    all_teams: dict[int, str]
    list_address: str

    def rows_of(self, narrowing: str) -> str:
        """The address of the rows of a team or owner in this scope, ready for `&` and more."""
        scoped = "" if self.key == ALL or narrowing.startswith("team=") else f"team={self.key}"
        return f"{self.list_address}?{'&'.join(part for part in (scoped, narrowing) if part)}"

    def rows(self, **narrowing: str | int | list[str]) -> str:
        """The address of the rows behind a number of this scope."""
        query: dict[str, str | int | list[str]] = {} if self.key == ALL else {"team": self.key}
        return f"{self.list_address}?{urlencode(query | narrowing, doseq=True)}"

    def tabs(self) -> list[View]:
        """The reader's teams together and one by one, the team that is shown, and the company."""
        named = {MINE: "My teams"} if self.mine else {}
        named |= {str(pk): name for pk, name in self.mine.items()} if len(self.mine) > 1 or self.key.isdigit() else {}
        if self.key not in named and self.key != ALL:
            named[self.key] = self.name
        named[ALL] = "Company"
        return [View(name, f"?team={key}", key == self.key) for key, name in named.items()]


def scope_for(reader: User, asked: str) -> Scope | None:
    """The scope somebody asks for (`mine`, `all`, a team's id, or nothing: the first that fits); None when unknown."""
    mine = dict(reader.teams.values_list("pk", "name"))
    names = dict(Team.objects.values_list("pk", "name"))
    key = asked or (MINE if mine else ALL)
    narrowed: dict[str, tuple[str, dict[int, str] | None]] = {
        **{str(pk): (name, {pk: name}) for pk, name in names.items()},
        ALL: ("the company", None),
        MINE: (" and ".join(mine.values()) or "no team", mine),
    }
    if key not in narrowed:
        return None
    name, teams = narrowed[key]
    return Scope(key, name, teams, mine, names, reverse("action_list"))
