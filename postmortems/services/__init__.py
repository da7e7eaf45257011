"""Use cases of postmortems. Other apps call these."""

from postmortems.services.analysis import MAX_TEXT, add_factor, add_lesson, add_measure
from postmortems.services.answers import Answers
from postmortems.services.comments import answer_thread, open_thread, resolve_thread
from postmortems.services.customer_measures import fingerprint_of_words, say_measure
from postmortems.services.factor_links import FactorLinks
from postmortems.services.filling import accept_sections, fill_sections
from postmortems.services.interviews import NoteWords, add_interview_note, share_interview_note
from postmortems.services.meetings import MeetingPlan, set_meeting
from postmortems.services.postmortems import PostmortemDetails, change_details, change_status, open_postmortem
from postmortems.services.questions import answer_question, ask_question
from postmortems.services.readings import note_reading
from postmortems.services.recording import (
    WrittenFactor,
    WrittenPostmortem,
    WrittenSection,
    add_written,
    in_parts,
    record_postmortem,
)
from postmortems.services.reviewing import keep_version, sign_off
from postmortems.services.saving import save_section
from postmortems.services.sections import add_template_sections

__all__ = [
    "MAX_TEXT",
    "Answers",
    "FactorLinks",
    "MeetingPlan",
    "NoteWords",
    "PostmortemDetails",
    "WrittenFactor",
    "WrittenPostmortem",
    "WrittenSection",
    "accept_sections",
    "add_factor",
    "add_interview_note",
    "add_lesson",
    "add_measure",
    "add_template_sections",
    "add_written",
    "answer_question",
    "answer_thread",
    "ask_question",
    "change_details",
    "change_status",
    "fill_sections",
    "fingerprint_of_words",
    "in_parts",
    "keep_version",
    "note_reading",
    "open_postmortem",
    "open_thread",
    "record_postmortem",
    "resolve_thread",
    "save_section",
    "say_measure",
    "set_meeting",
    "share_interview_note",
    "sign_off",
]
