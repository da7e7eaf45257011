"""What the past of the example company is made of: stories that happened several times each."""

from dataclasses import dataclass

from catalogue.enums import ActionKind
from incidents.enums import DetectionSource
from postmortems.enums import LessonKind


@dataclass(frozen=True, slots=True)
class PastAction:
    """An action item that such an incident leads to. It answers the root cause, or what kept us from noticing."""

    kind: ActionKind
    title: str
    answers_gap: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """Incidents of one cause on one service. `{part}` in its texts is what each of them was about.

    `minutes` is how long one typically lasted; `percent` how many users typically felt it, 0 where nobody knows.
    """

    service: str
    parts: tuple[str, ...]
    title: str
    symptom: str
    detection: DetectionSource
    found: str
    tried: str
    category: str
    cause: str
    trigger: str
    gap: str
    fix: str
    minutes: int
    percent: int
    lessons: tuple[tuple[LessonKind, str], ...]
    actions: tuple[PastAction, ...]
