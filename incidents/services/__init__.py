"""Use cases of incidents, each under the incident's row lock until commit. Other apps call these."""

from incidents.services.attachments import attach_file
from incidents.services.changes import StatusChange, change_status
from incidents.services.clearing import clear_example_incidents, example_incidents, part_from_kept
from incidents.services.comments import comment_words, people_called_by
from incidents.services.creating import IncidentDetails
from incidents.services.declaring import declare_incident
from incidents.services.decoding import decode_pictures
from incidents.services.details import Interval, edit_details, edit_impact, edit_public_summary
from incidents.services.escalating import Escalation, escalate
from incidents.services.members import NotAMember, ensure_member, ensure_members, note_private_list, note_private_read
from incidents.services.milestones import set_milestone
from incidents.services.past_entries import PastEntry, write_past_entries
from incidents.services.past_incidents import PastHistory, record_past_incident
from incidents.services.postmortem_columns import (
    note_postmortem_published,
    note_postmortem_waived,
    require_postmortem,
)
from incidents.services.public_words import public_words
from incidents.services.reports import FiledReport, log_report, strike_report_entry
from incidents.services.roles import RoleChange, assign_role
from incidents.services.state import StateOfThings, change_state
from incidents.services.tasks import TaskDetails, add_task, finish_task, note_became_action
from incidents.services.timeline import EntryDetails, append_entry, append_system_entry, redact_entry
from incidents.services.updates import (
    clear_customer_facing,
    note_customers,
    promise_update,
    tell_overdue_updates,
    update_due_after,
)
from incidents.services.withdrawing import restore_incident, withdraw_incident
from incidents.services.writing import begin_marks, derive, lock, lock_row, lock_rows, next_seq, refuse_merged

__all__ = [
    "EntryDetails",
    "Escalation",
    "FiledReport",
    "IncidentDetails",
    "Interval",
    "NotAMember",
    "PastEntry",
    "PastHistory",
    "RoleChange",
    "StateOfThings",
    "StatusChange",
    "TaskDetails",
    "add_task",
    "append_entry",
    "append_system_entry",
    "assign_role",
    "attach_file",
    "begin_marks",
    "change_state",
    "change_status",
    "clear_customer_facing",
    "clear_example_incidents",
    "comment_words",
    "declare_incident",
    "decode_pictures",
    "derive",
    "edit_details",
    "edit_impact",
    "edit_public_summary",
    "ensure_member",
    "ensure_members",
    "escalate",
    "example_incidents",
    "finish_task",
    "lock",
    "lock_row",
    "lock_rows",
    "log_report",
    "next_seq",
    "note_became_action",
    "note_customers",
    "note_postmortem_published",
    "note_postmortem_waived",
    "note_private_list",
    "note_private_read",
    "part_from_kept",
    "people_called_by",
    "promise_update",
    "public_words",
    "record_past_incident",
    "redact_entry",
    "refuse_merged",
    "require_postmortem",
    "restore_incident",
    "set_milestone",
    "strike_report_entry",
    "tell_overdue_updates",
    "update_due_after",
    "withdraw_incident",
    "write_past_entries",
]
