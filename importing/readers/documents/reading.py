"""A written postmortem to its facts: text → lines → passages → facts. Plain Python; the same text reads the same."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from core.prose.finds import FoundRange
from core.prose.times import times_in
from importing.readers.documents.analysis import factors_of, lessons_of, measure_of
from importing.readers.documents.causes import cause_and_fix
from importing.readers.documents.days import (
    any_day,
    day_of_front,
    day_of_summary,
    day_written,
    days_of_name,
    full_days,
    title_days,
)
from importing.readers.documents.doubts import (
    cause_doubts,
    clock_change_doubts,
    entry_doubts,
    note_heads,
    time_doubts,
    zone_doubts,
)
from importing.readers.documents.entry_times import entries_of
from importing.readers.documents.facts import Moment, ReadDocument, ReadEntry, Sureness, Told, ToldMoment, Warned
from importing.readers.documents.files import text_of_file
from importing.readers.documents.genre import Verdict, verdict_of
from importing.readers.documents.item_details import action_item
from importing.readers.documents.items import Item, is_piece_of_work
from importing.readers.documents.lines import Kind, Lines, lines_of
from importing.readers.documents.milestones import guessed, with_start
from importing.readers.documents.moments import Context, date_of, zone_of
from importing.readers.documents.noise import noise_of
from importing.readers.documents.own_format import (
    is_own,
    own_entry,
    own_facts,
    own_item,
    own_note,
    own_sections,
    pictures_of,
)
from importing.readers.documents.parts import NO_TIMELINE, Part
from importing.readers.documents.passages import Passage, front_labels, passages_of
from importing.readers.documents.plans import announced, tabled, work_in
from importing.readers.documents.reckoning import (
    MOST_LINES_OF_DATES,
    by_section,
    is_headed_by_days,
    is_month_first,
    minutes,
    start_day,
    times_told,
)
from importing.readers.documents.refusals import UnreadableDocument
from importing.readers.documents.sections import sections_of
from importing.readers.documents.spans import Span, near_day, span_of, with_timeline, zone_word_of
from importing.readers.documents.stated import stated_in
from importing.readers.documents.timeline import Draft, drafts_of
from importing.readers.documents.timeline_intros import day_of_heading, intros_of, zone_of_headings, zone_of_timeline
from importing.readers.documents.times import is_time_alone, stated_zone
from importing.readers.documents.titles import title_of
from importing.readers.documents.told import detection_of, impact_of

MOST_LINES = 20_000
_ENOUGH = 3  # lines with a time, to take a part without such a heading for a timeline
_SUMMARIES = frozenset({Part.SUMMARY, Part.NARRATIVE, None})


def read_file(name: str, content: bytes, *, zone: str | None = None) -> ReadDocument:
    """What a file tells. `zone` is the one of times that name none. Raises UnreadableDocument."""
    return read_text(name, text_of_file(name, content), zone=zone)


def read_text(name: str, text: str, *, zone: str | None = None) -> ReadDocument:
    """What a text tells, which is plain or Markdown. Raises UnreadableDocument for one of too many lines."""
    if text.count("\n") > MOST_LINES:
        raise UnreadableDocument(f"The text has over {MOST_LINES:,} lines, which is too long for one postmortem.")
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    lines = lines_of(source)
    noise = noise_of(lines.all)
    kept = Lines(tuple(line for line in lines.all if line.number not in noise), lines.front)
    title = title_of(
        Lines(tuple(line for line in lines.all if line.number not in noise or line.kind is Kind.ASIDE), lines.front)
    )
    passages = passages_of(kept.all, title.line if title else 0)
    return _Reader(name, source, kept, passages, title, noise, zone or "").document()


class _Reader:
    """Puts one document together."""

    def __init__(  # noqa: PLR0913, PLR0917 - the pieces of one document
        self,
        name: str,
        source: str,
        lines: Lines,
        passages: list[Passage],
        title: Told | None,
        noise: set[int],
        zone: str,
    ) -> None:
        self.name, self.source, self.passages = name, source, passages
        self.lines, self.front = lines.all, lines.front
        self.title, self.noise, self.given_zone = title, noise, zone
        self.month_first = is_month_first(self.lines)
        self.is_own = is_own(self.lines)
        titled = next((line for line in self.lines if title and line.number == title.line), None)
        self.stated = stated_in(passages, titled, front_labels(lines), month_first=self.month_first)

    def document(self) -> ReadDocument:
        """All facts."""
        context = Context(month_first=self.month_first)
        timelines = self._timelines(context)
        drafts = drafts_of(timelines, context)
        span, entries = self._times(context, timelines, drafts)
        verdict = verdict_of(
            self.title.text if self.title else "",
            self.lines,
            self.passages,
            entries,
            has_instant=self._has_instant(span),
            front=self.front,
        )
        return self._told(span, entries, verdict)

    def _has_instant(self, span: Span) -> bool:
        return any(
            told and told.moment.clock is not None and not span.is_guessed for told in (span.started, span.ended)
        )

    def _timelines(self, context: Context) -> list[Passage]:
        """The passages that hold the timeline: those of that name, else those with several times."""
        named = self._parts(Part.TIMELINE)
        if any(drafts_of(named, context)):
            chosen = {id(passage) for passage in (*named, *self._beside_key_events(named, context))}
            return [passage for passage in self.passages if id(passage) in chosen]
        others = [passage for passage in self.passages if passage.part not in NO_TIMELINE]
        timed = [passage for passage in others if times_told(passage, context) >= _ENOUGH]
        dated = [
            passage
            for passage in self._parts(Part.NARRATIVE)
            if times_told(passage, context, with_days=True) >= _ENOUGH and not is_headed_by_days(passage)
        ]
        return timed or dated or named

    def _beside_key_events(self, named: list[Passage], context: Context) -> list[Passage]:
        """What tells more than the key events: a part with more times."""
        if not all("key" in passage.heading.lower() for passage in named if passage.named):
            return []
        return [passage for passage in self._parts(Part.NARRATIVE) if times_told(passage, context) >= _ENOUGH]

    def _times(self, context: Context, timelines: list[Passage], drafts: list[Draft]) -> tuple[Span, list[ReadEntry]]:
        of_timeline = zone_of_timeline(timelines)
        word = zone_word_of(self.stated, of_timeline, self._zone_of_text(), drafts) or self.given_zone
        context.zone = zone_of(word)
        top = next((line.words for line in self.lines if line.kind is Kind.HEADING), "")
        context.day = near_day(
            self.stated, drafts, title_days(self.lines, self.title, self.front), is_title_a_day=is_time_alone(top)
        )
        context.near = context.day or any_day(self.front, self.lines, self.title.text if self.title else "", self.name)
        front_day, of_name = day_of_front(self.front), next(iter(days_of_name(self.name)), None)
        known = (
            context.day
            or day_of_summary(self.stated.summary_days, front_day or of_name or day_written(self.front))
            or of_name
        )
        context.day = known or front_day
        span = span_of(self.stated, context, word)
        context.start = span.started.moment if span.started else None
        day = start_day(span) or context.day
        note_heads(self.stated, drafts)
        own = Context(zone_of(of_timeline) or context.zone, day, context.near, self.month_first, start=context.start)
        own.day = day_of_heading(timelines, context.day) or own.day
        for intro in intros_of(timelines):
            found = [each for each in times_in(intro) if not isinstance(each, FoundRange) and each.day]
            if found and (day := date_of(found[0].day, context.day)):
                own.day, own.is_day_stated = day, not re.match(r"\s?[/–-]\s?\d", intro[found[0].end :])
        entries = entries_of(drafts, own)
        if self.is_own:
            entries = [own_entry(entry) for entry in entries]
        marked = with_start(guessed(entries), context.start)
        whole = with_timeline(span, marked, self.stated, context.near)
        if whole.started is None and (day := self._day_alone()):
            whole = replace(whole, started=ToldMoment(Moment(day, None, None), 0, Sureness.LIKELY), is_guessed=True)
        is_of_front = known is None and front_day is not None and not front_labels(Lines(self.lines, self.front))
        return replace(whole, is_day_of_front=is_of_front), marked

    def _zone_of_text(self) -> str:
        for passage in self.passages:
            if passage.named is Part.ZONE and passage.told:
                return passage.told[0].words[:60]
            for line in passage.told[:MOST_LINES_OF_DATES]:
                if line.kind in {Kind.TEXT, Kind.ITEM} and (zone := stated_zone(line.words)):
                    return zone
        return zone_of_headings(self.passages)

    def _day_alone(self) -> date | None:
        """The day of a document that tells no time of its start: by its label, its title, or the summary's only day."""
        labels = [line.words for passage in self._parts(Part.DATE) for line in passage.told]
        labelled = [day for words in labels for day in full_days(words)]
        days = labelled or title_days(self.lines, self.title, self.front)
        told = {day for day in (date_of(each, None) for each in self.stated.summary_days) if day}
        return days[0] if days else told.pop() if len(told) == 1 else None

    def _parts(self, *parts: Part | None) -> list[Passage]:
        return [passage for passage in self.passages if passage.part in parts]

    def _told(self, span: Span, entries: list[ReadEntry], verdict: Verdict) -> ReadDocument:
        root_cause, resolution = cause_and_fix(self.passages, entries)
        summaries = self._parts(*_SUMMARIES)
        measures, actions = self._measures_and_actions()
        notes = [own_note(item) if self.is_own else "" for item in actions]
        if self.is_own:
            measures, actions = [own_item(item) for item in measures], [own_item(item) for item in actions]
        lessons = lessons_of(self.passages)
        context = Context(day=start_day(span), month_first=self.month_first)
        taken = self._taken(entries, [*measures, *actions, *(item for _, item in lessons)])
        factors = factors_of(self.passages, root_cause)
        own = own_facts(self.lines, {*taken, *(factor.line for factor in factors)}) if self.is_own else None
        held = own.held | pictures_of(self.source) if own else frozenset()
        sections = sections_of(self.passages, self.lines, {self.title.line if self.title else 0, *held})
        return ReadDocument(
            file=self.name,
            text=self.source,
            is_postmortem=verdict.is_postmortem,
            title=self.title,
            started=span.started,
            ended=span.ended,
            zone_word=span.zone_word,
            duration_minutes=minutes(span, self.stated),
            impact=own.impact if own else impact_of(self._parts(Part.IMPACT), summaries),
            detection=own.detection if own else detection_of(self._parts(Part.DETECTION), summaries, entries),
            timeline=tuple(entries),
            root_cause=root_cause,
            resolution=resolution,
            factors=factors,
            lessons=tuple(lesson for lesson, _ in lessons),
            measures=tuple(measure_of(item) for item in measures),
            action_items=tuple(
                replace(action_item(item, context), note=note) for item, note in zip(actions, notes, strict=True)
            ),
            sections=own_sections(sections) if own else sections,
            left_over=tuple(sorted(self.noise - taken - held)),
            held=tuple(sorted(held)),
            warnings=(*self._warnings(span, entries, verdict), *cause_doubts(root_cause, verdict)),
        )

    def _measures_and_actions(self) -> tuple[list[Item], list[Item]]:
        """Both lists apart: what has an owner, a date, a status or a box is an action item under any heading."""
        measures: list[Item] = []
        actions: list[Item] = []
        passages = self._parts(Part.MEASURES, Part.REMEDIATION, Part.ACTIONS)
        if self.is_own:  # its measures stand in a list of that name, below the prose about them
            passages = [each for each in passages if each.part is Part.ACTIONS or each.heading == "Measures"]
        for passage_items in by_section(passages):
            items = work_in(passage_items)
            is_actions = passage_items[0].part is Part.ACTIONS or any(is_piece_of_work(item) for item in items)
            (actions if is_actions else measures).extend(items)
        if not actions and not self.is_own:
            about_work = {id(passage) for passage in passages}
            actions = tabled([passage for passage in self.passages if id(passage) not in about_work])
        if not measures and not actions and not self.is_own:
            measures = announced(self.passages)
        return measures, actions

    def _taken(self, entries: Iterable[ReadEntry], items: Sequence[Item]) -> set[int]:
        return {number for entry in entries for number in entry.lines} | {
            number for item in items for number in item.lines
        }

    def _warnings(self, span: Span, entries: list[ReadEntry], verdict: Verdict) -> list[Warned]:
        if not verdict.is_postmortem:
            code = "template" if verdict.is_template else "not_a_postmortem"
            return [Warned(code, f"This does not look like a postmortem. {verdict.why_not}")]
        found = [] if self.title else [Warned("no_title", "The document has no title. Give the incident one.")]
        if not self.is_own:
            found += time_doubts(span.started, span.ended, self.stated, span.zone_word)
        if span.is_guessed:
            found.append(
                Warned(
                    "span_guessed", "Start or end is not clearly stated: it is a guess by words of the text. Check it."
                )
            )
        if span.is_day_of_front and (span.started or span.ended or entries):
            found.append(
                Warned("day_guessed", "The day is the one of the front matter, perhaps of the text. Check it.")
            )
        around = (span.started or span.ended).moment if (span.started or span.ended) else None  # type: ignore[union-attr]
        found += zone_doubts([*self.stated.zones, (span.zone_word, 0)], around)
        found += entry_doubts(entries)
        found += clock_change_doubts([*(told for told in (span.started, span.ended) if told), *entries])
        if not entries:
            found.append(Warned("no_timeline", "No entry of a timeline was found."))
        return found
