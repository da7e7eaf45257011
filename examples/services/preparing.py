"""The preparation of an example postmortem: questions, a shared note of an interview, and the review meeting."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from accounts.models import User
from core.clock import now
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.services import (
    MeetingPlan,
    NoteWords,
    add_interview_note,
    answer_question,
    ask_question,
    set_meeting,
    share_interview_note,
)

ASKED = "Had anybody seen this before in a smaller form?"
ANSWER = "Yes, twice in the month before. Both times it was over before anybody looked, and nobody wrote it down."
OPEN = "How many customers gave up without telling us?"
NOTE = (
    "What they saw first, and what they took it for: **a slow network**, because that was it the last two times.\n\n"
    "- The dashboard was open, but nothing on it was red.\n"
    "- They would have called somebody sooner if they had known whom."
)


def prepare(postmortem: Postmortem, author: User, people: Mapping[str, User], *, status: PostmortemStatus) -> None:
    """An answered question and an open one; one that is not published has an interview note and a meeting as well."""
    asker = people["grace"]
    asked = ask_question(postmortem=postmortem, actor=asker, text=ASKED)
    answer_question(question=asked, actor=author, answer=ANSWER)
    ask_question(postmortem=postmortem, actor=asker, text=OPEN)
    if status == PostmortemStatus.PUBLISHED:
        return
    interviewee = people["fatuma" if author == people["brian"] else "brian"]
    words = NoteWords(interviewee.name, None, NOTE)
    note = add_interview_note(postmortem=postmortem, actor=asker, words=words)
    share_interview_note(note=note, actor=asker)
    set_meeting(
        postmortem=postmortem, actor=asker, plan=MeetingPlan(_in_three_days(postmortem), 60, "Room Kilimanjaro"), seen=0
    )


def _in_three_days(postmortem: Postmortem) -> datetime:
    zone = postmortem.incident.time_zone
    return datetime.combine(now().astimezone(zone).date() + timedelta(days=3), time(15), tzinfo=zone)
