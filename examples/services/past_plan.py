"""How each incident of the past of the example company went, by a fixed seed: only the day of loading moves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from examples.company.past import STORIES
from examples.company.past_shapes import Story
from incidents.enums import DetectionSource, Milestone
from postmortems.enums import PostmortemStatus

SEED = 11
FIRST, LAST = 425, 4  # days before the day of loading
LEVELS = ((70, (1, 2)), (30, (2, 2, 3)), (10, (3, 3, 2)), (4, (3, 4)), (0, (4, 4, 5)))  # from so many per cent on
WITH_POSTMORTEM = {1: 1.0, 2: 1.0, 3: 0.7, 4: 0.3, 5: 0.3}  # the share of each severity
UNKNOWN = {Milestone.ACKNOWLEDGED: 7, Milestone.IDENTIFIED: 11}  # every so many incidents, nobody set it
# Of the newest, counted back: a postmortem that is not published yet.
UNPUBLISHED = {
    1: PostmortemStatus.DRAFT,
    2: PostmortemStatus.DRAFT,
    4: PostmortemStatus.IN_REVIEW,
    6: PostmortemStatus.DRAFT,
    7: PostmortemStatus.IN_REVIEW,
    11: PostmortemStatus.DRAFT,
}
DETECTED_AFTER = {  # minutes
    DetectionSource.MONITORING: (2, 9),
    DetectionSource.EMPLOYEE: (8, 30),
    DetectionSource.CUSTOMER: (15, 60),
    DetectionSource.PARTNER: (20, 50),
}
LEADS = {"Web application": ("amina", "brian"), "Database": ("amina", "brian")}  # of the others: those of the shop
LEADS_OF_SHOP = ("fatuma", "brian")


@dataclass(frozen=True, slots=True)
class PastIncident:
    """One incident: what happened to which part, when, how badly, who led it, and what became of its postmortem.

    `postmortem` of None: it has none. `published_after` counts days.
    """

    number: int
    story: Story
    part: str
    level: int
    lead: str
    helper: str
    instants: dict[Milestone, datetime]
    tried_at: datetime
    percent: int
    postmortem: PostmortemStatus | None
    published_after: int

    def said(self, text: str) -> str:
        """A text of the story about this part, which may stand first in a sentence."""
        words = text.replace("{part}", self.part)
        return ". ".join(sentence[:1].upper() + sentence[1:] for sentence in words.split(". "))

    @property
    def began_at(self) -> datetime:
        """When impact started."""
        return self.instants[Milestone.IMPACT_STARTED]

    @property
    def resolved_at(self) -> datetime:
        """When it was over."""
        return self.instants[Milestone.RESOLVED]


def plan_past(loaded_at: datetime) -> list[PastIncident]:
    """All of them, the earliest first. Each story comes once in a round, so that causes come back after months."""
    random = Random(SEED)  # noqa: S311 - no secret: the same company each time
    return list(_plan(loaded_at.astimezone(UTC), random))


def _plan(loaded_at: datetime, random: Random) -> Iterator[PastIncident]:
    rounds = len(STORIES[0].parts)
    order = [(story, story.parts[turn]) for turn in range(rounds) for story in random.sample(STORIES, len(STORIES))]
    apart = (FIRST - LAST) / (len(order) - 1)
    for number, (story, part) in enumerate(order):
        day = loaded_at - timedelta(days=round(FIRST - number * apart) + random.choice((-2, 0, 2)))
        began_at = day.replace(hour=random.randint(4, 17), minute=random.randint(0, 59), second=0, microsecond=0)
        percent = round(story.percent * random.uniform(0.6, 1.3))
        level = random.choice(next(levels for least, levels in LEVELS if story.percent >= least))
        instants = _instants(story, began_at, random)
        lead, helper = random.sample(LEADS.get(story.service, LEADS_OF_SHOP), 2)
        back = len(order) - number
        status = UNPUBLISHED.get(back)
        wanted = random.random() < WITH_POSTMORTEM[level]
        yield PastIncident(
            number=number,
            story=story,
            part=part,
            level=level,
            lead=lead,
            helper=helper,
            tried_at=began_at + (instants[Milestone.MITIGATED] - began_at) * 0.5,
            instants={name: at for name, at in instants.items() if not _is_unknown(name, number)},
            percent=min(percent, 95),
            postmortem=status or (PostmortemStatus.PUBLISHED if wanted else None),
            published_after=random.randint(2, 14),
        )


def _is_unknown(milestone: Milestone, number: int) -> bool:
    return milestone in UNKNOWN and number % UNKNOWN[milestone] == 1


def _instants(story: Story, began_at: datetime, random: Random) -> dict[Milestone, datetime]:
    detected = random.randint(*DETECTED_AFTER[story.detection])
    over = detected + round(story.minutes * random.uniform(0.5, 1.8))
    minutes = {
        Milestone.IMPACT_STARTED: 0,
        Milestone.DETECTED: detected,
        Milestone.ACKNOWLEDGED: detected + random.randint(1, 4),
        Milestone.IDENTIFIED: detected + round((over - detected) * 0.6),
        Milestone.MITIGATED: detected + round((over - detected) * 0.8),
        Milestone.RESOLVED: over,
    }
    return {name: began_at + timedelta(minutes=after) for name, after in minutes.items()}
