"""What a change of the policies would alter for what is open today, and for tomorrow's mails."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from random import Random

from accounts.models import User
from actions.models import ActionItem
from catalogue.selectors.policies import PolicyRule, PolicySet, active_policies
from core.clock import today
from core.working_days import MONDAY_TO_FRIDAY
from followthrough.enums import ReminderReason
from followthrough.selectors import reminding
from followthrough.selectors.open_rows import every, open_items, open_postmortems
from followthrough.selectors.things import PlanningData, Thing
from incidents.models import Incident
from postmortems.models import Postmortem

MORNING = time(9)
MOST_SHOWN = 10
PEOPLE = 500  # a batch
ASK_FROM = 500  # mails on one day; a change that sends more of them is asked about
MOST_READ = 5_000  # open things: of more, only every nth is read, so that a request takes about a second


@dataclass(frozen=True, slots=True)
class Moved:
    """Something that another policy would apply to; None: none."""

    words: str
    address: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mails:
    """How many people would get a digest on a day, and with how many lines."""

    people: int
    lines: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change would alter.

    `under`: how many open things the changed policy applies to afterwards. `moved`: to how many another policy applies;
    `altered`: for how many the same one has other days or notices. `step`: only every so manyth person and thing was
    read, and the numbers are what that makes of all.
    """

    step: int
    under: int
    moved: int
    altered: int
    shown: tuple[Moved, ...]
    day: date
    before: Mails
    after: Mails

    @property
    def must_be_meant(self) -> bool:
        """It would send so many mails that the page asks once more; of an estimate, more mails at all."""
        return self.after.people > self.before.people and (self.step > 1 or self.after.people >= ASK_FROM)


def impact_of(proposed: PolicySet, viewer: User, *, name: str) -> Impact:
    """What it alters if the policies become these. Named are only things that the viewer may see.

    It reads all that is open, or every nth of it where that is too much for a request.
    """
    present, step = active_policies(), _step()
    under = moved = altered = 0
    ids: list[tuple[Thing, PolicyRule | None, PolicyRule | None]] = []
    for thing in _seen_by(viewer, PlanningData(PolicySet([*present.rules, *proposed.rules])), step):
        before, after = present.rule_for(thing.facts), proposed.rule_for(thing.facts)
        under += after is not None and after.name == name
        if is_altered(before, after):
            altered += 1
        elif is_other(before, after):
            moved += 1
            if len(ids) < MOST_SHOWN:
                ids.append((thing, before, after))
    day = MONDAY_TO_FRIDAY.after(today("UTC"), 1)  # today's digests went, or will go, by the policies of today
    return Impact(
        step=step,
        under=under * step,
        moved=moved * step,
        altered=altered * step,
        shown=_named(ids),
        day=day,
        before=mails_on(day, present, step),
        after=mails_on(day, proposed, step),
    )


def _step() -> int:
    """Every so manyth is read; 1: all."""
    return max(1, -(-ActionItem.objects.unfinished().count() // MOST_READ))


def is_other(before: PolicyRule | None, after: PolicyRule | None) -> bool:
    """Another policy would apply, or one where none did, or none where one did. An unsaved policy has no number yet."""
    if before is None or after is None:
        return before is not after
    return before.pk != after.pk


def is_altered(before: PolicyRule | None, after: PolicyRule | None) -> bool:
    """The same policy would apply, with other days, other notices, or days counted otherwise."""
    return before is not None and after is not None and before.pk == after.pk and not _says_the_same(before, after)


def _says_the_same(one: PolicyRule, other: PolicyRule) -> bool:
    notices = one.notices == other.notices or set(one.notices) == set(other.notices)
    return notices and (one.days, one.counts_working_days) == (other.days, other.counts_working_days)


def mails_on(day: date, policies: PolicySet, step: int = 1) -> Mails:
    """What these policies would send on a day, as things are now.

    With a step it is reckoned from one in so many people, and for others than owners from every nth thing.
    """
    data, at = PlanningData(policies), datetime.combine(day, MORNING, tzinfo=UTC)
    escalations = reminding.escalations(at, data, step)
    people = lines = 0
    everybody = list(User.objects.responders().order_by("pk").values_list("pk", flat=True))
    asked = _drawn(everybody, step)
    for start in range(0, len(asked), PEOPLE):
        found = reminding.lines_for(asked[start : start + PEOPLE], day, at, escalations, data)
        people += len(found)
        own = sum(line.because == ReminderReason.OWNER for theirs in found.values() for line in theirs)
        lines += own + step * (sum(map(len, found.values())) - own)
    return Mails(min(people * step, len(everybody)), lines * step)


def _drawn(everybody: list[int], step: int) -> list[int]:
    """All, or one in so many people: drawn, but the same each time, so that two results compare."""
    return Random(step).sample(everybody, -(-len(everybody) // step)) if step > 1 else everybody  # noqa: S311


def _seen_by(viewer: User, data: PlanningData, step: int) -> Iterator[Thing]:
    items = open_items().filter(pk__in=ActionItem.objects.visible_to(viewer).unfinished())
    documents = open_postmortems().filter(pk__in=Postmortem.objects.visible_to(viewer))
    yield from data.items(every(step, items))
    yield from data.postmortems(every(step, documents))


def _named(found: list[tuple[Thing, PolicyRule | None, PolicyRule | None]]) -> tuple[Moved, ...]:
    items = ActionItem.objects.in_bulk([thing.item for thing, _, _ in found if thing.item])
    incidents = Incident.objects.in_bulk([thing.incident for thing, _, _ in found if not thing.item])
    return tuple(
        Moved(
            words=str(items[thing.item]) if thing.item else f"Postmortem of {incidents[thing.incident]}",
            address=(items[thing.item] if thing.item else incidents[thing.incident]).get_absolute_url(),
            before=before.name if before else "none",
            after=after.name if after else "none",
        )
        for thing, before, after in found
    )
