"""Whose action items the board shows: the reader's teams, one team, or the company; of all severities or of some."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Team, TeamMembership, User
from incidents.enums import SEVERITY_SPANS
from incidents.selectors.columns import View

MINE, ALL = "mine", "all"
Narrowing = Mapping[str, str | int | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the board is narrowed to. `teams` of None is the company; `key` and `severity` stand in the address."""

    key: str
    name: str
    teams: dict[int, str] | None
    mine: dict[int, str]
    all_teams: dict[int, str]
    list_address: str
    severity: str = ""

    @property
    def levels(self) -> tuple[int, int] | None:
        """The first and the last severity; None for all."""
        if not self.severity:
            return None
        first, _, last = self.severity.partition("-")
        return int(first), int(last or first)

    @property
    def severity_words(self) -> str:
        """`SEV1 and SEV2`; empty for all."""
        return SEVERITY_SPANS.get(self.severity, "")

    @property
    def query(self) -> str:
        """What stands in the address of this board."""
        return self.of_team(self.key)

    def of_team(self, team: str | int) -> str:
        """What stands in the address of the board of a team, with this one's severities."""
        return urlencode({"team": team} | self._severity)

    @property
    def _severity(self) -> dict[str, str]:
        return {"severity": self.severity} if self.severity else {}

    def rows(self, **narrowing: str | int | tuple[str, ...]) -> str:
        """The address of the rows behind a number of this scope; a `team` takes the place of the scope's."""
        scoped: Narrowing = {} if self.key == ALL else {"team": self.key}
        return f"{self.list_address}?{urlencode({**scoped, **self._severity, **narrowing}, doseq=True)}"

    def postmortems(self, status: str) -> str:
        """The address of the postmortems behind a number of this scope."""
        scoped = {} if self.key == ALL else {"team": self.key}
        return f"{reverse('postmortem_list')}?{urlencode({'status': status} | scoped | self._severity)}"

    def tabs(self) -> list[View]:
        """The reader's teams together and one by one, the team that is shown, and the company."""
        named = {MINE: "My teams"} if self.mine else {}
        named |= {str(pk): name for pk, name in self.mine.items()} if len(self.mine) > 1 or self.key.isdigit() else {}
        if self.key not in named and self.key != ALL:
            named[self.key] = self.name
        named[ALL] = "Company"
        return [View(name, f"?{self.of_team(key)}", key == self.key) for key, name in named.items()]


def scope_for(reader: User, query: QueryDict) -> Scope | None:
    """The scope that an address asks for; None when there is no such one.

    `team` is `mine`, `all`, a team's id, or nothing: the first that fits. One query.
    """
    is_mine = Exists(TeamMembership.objects.filter(team=OuterRef("pk"), user=reader))
    teams = list(Team.objects.annotate(is_mine=is_mine).values_list("pk", "name", "is_mine"))
    names, mine = {pk: name for pk, name, _ in teams}, {pk: name for pk, name, own in teams if own}
    key, severity = query.get("team", "") or (MINE if mine else ALL), query.get("severity", "")
    narrowed: dict[str, tuple[str, dict[int, str] | None]] = {
        **{str(pk): (name, {pk: name}) for pk, name in names.items()},
        ALL: ("the company", None),
        MINE: (" and ".join(mine.values()) or "no team", mine),
    }
    if key not in narrowed or severity not in {"", *SEVERITY_SPANS}:
        return None
    name, chosen = narrowed[key]
    return Scope(key, name, chosen, mine, names, reverse("action_list"), severity)
