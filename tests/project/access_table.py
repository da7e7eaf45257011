"""The table: every address of Debrief and who gets in. An address without a row fails the build."""

from catalogue.models import FactorCategory, Policy
from core.clock import now
from customers.models import UpdateTemplate
from tests.project.access import (
    ADMINS,
    EVERYBODY,
    IN,
    LOGIN,
    MANAGERS,
    NOBODY_HERE,
    PUBLIC,
    RESPONDERS,
    Row,
    access,
    form,
    get,
    post,
)

GROUND = {
    "healthz": get(PUBLIC),
    "readyz": get(PUBLIC),
    "metrics": get(NOBODY_HERE),
    "service_worker": get(PUBLIC),
    "offline": get(PUBLIC),
    "logged_in_again": get(EVERYBODY),
}

LOGGING_IN = {
    "account_login": form(PUBLIC),
    "example_login": post(NOBODY_HERE, args=lambda things: ("admin",)),
    "sign_in_link": form(PUBLIC, args=lambda things: ("token",)),
    "mfa_authenticate": form(PUBLIC),
    "invitation": form(PUBLIC, args=lambda things: ("token",)),
    "account_logout": form(PUBLIC),
    "account_inactive": get(PUBLIC),
    "account_reset_password": form(PUBLIC),
    "account_reset_password_done": get(PUBLIC),
    "account_reset_password_from_key": form(PUBLIC, args=lambda things: ("1", "key")),
    "account_reset_password_from_key_done": get(PUBLIC),
    "profile": form(EVERYBODY),
    "calendars": get(RESPONDERS),
    "calendar_new": post(RESPONDERS),
    "calendar_end": post(access(LOGIN, 404, 404, 404, 404), args=lambda things: (999_999,)),  # nobody has that one
    "calendar_file": get(NOBODY_HERE, args=lambda things: ("unknown",)),
    "message_choices": form(EVERYBODY),
    "inbox": get(EVERYBODY),
    "inbox_all_read": post(EVERYBODY),
    "inbox_message": get(access(LOGIN, 404, 404, 404, 404), args=lambda things: (999_999,)),  # nobody has that one
    "inbox_read": post(access(LOGIN, 404, 404, 404, 404), args=lambda things: (999_999,)),
    "sessions": get(EVERYBODY),
    "session_end": post(access(LOGIN, 404, 404, 404, 404), args=lambda things: (999_999,)),  # nobody has that one
    "sessions_end_others": post(EVERYBODY),
    "account_change_password": form(EVERYBODY),
    "account_set_password": form(EVERYBODY),
    # Nobody here has a password or a second factor, so there is nothing to ask them for.
    "account_reauthenticate": form(access(LOGIN, 403, 403, 403, 403)),
    "mfa_reauthenticate": form(access(LOGIN, 403, 403, 403, 403)),
    "mfa_index": get(EVERYBODY),
    "mfa_activate_totp": form(EVERYBODY),
    "mfa_move_totp": form(access(LOGIN, 404, 404, 404, 404)),  # nobody here has set it up
    "mfa_deactivate_totp": form(access(LOGIN, 404, 404, 404, 404)),  # nobody here has set it up
    "mfa_reauthenticate_webauthn": form(access(LOGIN, 403, 403, 403, 403)),
    "mfa_add_webauthn": form(EVERYBODY),
    "mfa_edit_webauthn": form(access(LOGIN, 404, 404, 404, 404), args=lambda things: (999_999,)),  # nobody has that one
    "mfa_remove_webauthn": form(access(LOGIN, 404, 404, 404, 404), args=lambda things: (999_999,)),
    "mfa_view_recovery_codes": get(access(LOGIN, 404, 404, 404, 404)),
    "mfa_generate_recovery_codes": form(EVERYBODY),
    "mfa_download_recovery_codes": get(access(LOGIN, 404, 404, 404, 404)),
}


def _person(things):
    return (things.person.pk,)


def _team(things):
    return (things.team.pk,)


def _policy(things):
    return (Policy.objects.earliest("pk").pk,)


SETTINGS = {
    "settings": get(MANAGERS),
    "audit_log": get(ADMINS),
    "full_export": form(ADMINS),
    "full_export_state": get(access(LOGIN, 404, 403, 403, 404), args=lambda things: (999_999,)),
    "full_export_file": get(access(LOGIN, 404, 403, 403, 404), args=lambda things: (999_999,)),
    "people": get(MANAGERS),
    "invite": form(ADMINS),
    "invite_many": form(ADMINS),
    "invited": get(ADMINS),
    "company": form(ADMINS),
    "company_settle": post(ADMINS),
    "endpoint_list": get(ADMINS),
    "endpoint_new": form(ADMINS),
    "endpoint_edit": form(access(LOGIN, 404, 403, 403, 404), args=lambda things: (999_999,)),  # there is none
    "endpoint_test": post(access(LOGIN, 404, 403, 403, 404), args=lambda things: (999_999,)),
    "endpoint_secret": post(access(LOGIN, 404, 403, 403, 404), args=lambda things: (999_999,)),
    "person": get(MANAGERS, args=_person),
    "person_edit": post(ADMINS, args=_person),
    "person_role": post(ADMINS, args=_person),
    "person_customer_scope": post(ADMINS, args=_person),
    "person_invite": post(ADMINS, args=_person),
    "person_end_sessions": post(ADMINS, args=_person),
    "person_second_factor": post(ADMINS, args=_person),
    "person_deactivate": form(ADMINS, args=_person),
    "person_reactivate": post(ADMINS, args=_person),
    "teams": get(MANAGERS),
    "team_new": form(ADMINS),
    "team": get(MANAGERS, args=_team),
    "team_edit": post(ADMINS, args=_team),
    "team_put_in": post(ADMINS, args=_team),
    "team_take_out": post(ADMINS, args=lambda things: (things.team.pk, things.person.pk)),
    "service_list": get(MANAGERS),
    "service_new": form(ADMINS),
    "service_edit": form(ADMINS, args=lambda things: (things.service.pk,)),
    "incident_role_list": get(MANAGERS),
    "incident_role_new": form(ADMINS),
    "incident_role_edit": form(ADMINS, args=lambda things: ("scribe",)),
    "template_list": get(MANAGERS),
    "template_new": form(MANAGERS),
    "template_edit": form(MANAGERS, args=lambda things: (things.section.postmortem.template_id,)),
    "factor_category_list": get(MANAGERS),
    "factor_category_new": form(MANAGERS),
    "factor_category_edit": form(MANAGERS, args=lambda things: (FactorCategory.objects.earliest("pk").pk,)),
    "checklist_list": get(MANAGERS),
    "checklist_new": form(MANAGERS),
    "checklist_edit": form(MANAGERS, args=lambda things: (things.checklist.pk,)),
    "rules": get(MANAGERS),
    "rules_edit": post(ADMINS),
    "policy_list": get(MANAGERS),
    "policy_new": form(MANAGERS),
    "policy_edit": form(MANAGERS, args=_policy),
    "policy_up": post(MANAGERS, args=_policy),
    "policy_down": post(MANAGERS, args=_policy),
    "calendar_list": get(MANAGERS),
    "calendar_edit": form(MANAGERS, args=_team),
    "severity_list": get(MANAGERS),
    "severity_edit": form(ADMINS, args=lambda things: (3,)),
}


def _incident(things):
    return (things.incident.pk,)


def _entry(things):
    return (things.incident.pk, things.entry.pk)


def _of(*more):
    return lambda things: (things.incident.pk, *more)


ANOTHERS = access(LOGIN, 404, 404, 404, 404)  # it is there for whoever brought it alone
THEIRS = {"args": _incident, "private": True}
ENTRY = {"args": _entry, "private": True}
BATCH = {"args": lambda things: (things.incident.pk, things.batch.pk), "private": True}
DRAFT = {"args": lambda things: (things.incident.pk, things.draft.pk), "private": True}
TASK = {"args": lambda things: (things.incident.pk, things.task.pk), "private": True}

INCIDENTS = {
    "incident_list": get(RESPONDERS),
    "incident_csv": get(RESPONDERS),
    "declare": form(RESPONDERS),
    "record_past": form(RESPONDERS),
    "similar_incidents": get(RESPONDERS, **THEIRS),
    "similar_typed": post(RESPONDERS, data={"title": "Shop unreachable"}),
    "rooms_kept": get(RESPONDERS),
    "waiting": get(RESPONDERS),
    "incident": get(RESPONDERS, **THEIRS),
    "incident_changes": get(RESPONDERS, **THEIRS),
    "incident_parts": get(RESPONDERS, **THEIRS),
    "stream": get(RESPONDERS, private=True, data_of=lambda things: {"rooms": f"{things.incident.pk}.0"}),
    "entry_add": post(RESPONDERS, **THEIRS),
    "entry_preview": post(RESPONDERS, **THEIRS),
    "entry_completion": get(RESPONDERS, **THEIRS),
    "entry": get(RESPONDERS, **ENTRY),
    "entry_star": post(RESPONDERS, **ENTRY),
    "entry_milestone": post(RESPONDERS, **ENTRY, data={"milestone": "detected", "is_on": "1"}),
    "entry_correct": form(RESPONDERS, **ENTRY),
    "entry_strike": form(RESPONDERS, **ENTRY),
    "entry_undo": post(RESPONDERS, **ENTRY),
    "entry_unstrike": post(RESPONDERS, **ENTRY),
    "entry_redact": form(ADMINS, **ENTRY, private_but={"responder": 403, "manager": 403}),  # the same for any number
    "change_status": form(RESPONDERS, args=_of("resolve"), private=True),
    "set_milestone": form(RESPONDERS, args=_of("detected"), private=True),
    "change_severity": form(RESPONDERS, **THEIRS),
    "assign_role": form(RESPONDERS, args=_of("scribe"), private=True),
    "edit_state": form(RESPONDERS, **THEIRS),
    "state_history": get(RESPONDERS, **THEIRS),
    "task_add": form(RESPONDERS, **THEIRS),
    "task": form(RESPONDERS, **TASK),
    "task_done": post(RESPONDERS, **TASK),
    "task_reopen": post(RESPONDERS, **TASK),
    "task_drop": form(RESPONDERS, **TASK),
    "edit_details": form(RESPONDERS, **THEIRS),
    "edit_impact": form(RESPONDERS, **THEIRS),
    "update_list": get(RESPONDERS, **THEIRS),
    "update_new": form(RESPONDERS, **THEIRS),
    "update_edit": form(RESPONDERS, **DRAFT),
    "update_approve": post(MANAGERS, **DRAFT),
    "update_take_back": form(MANAGERS, **DRAFT),
    "edit_privacy": form(MANAGERS, **THEIRS),
    "member_add": post(MANAGERS, **THEIRS),
    "member_remove": post(MANAGERS, args=lambda things: (things.incident.pk, things.person.pk), private=True),
    "import_paste": form(RESPONDERS, **THEIRS),
    "batch": form(RESPONDERS, **BATCH),
    "batch_drop": post(RESPONDERS, **BATCH),
    "batch_take_back": form(RESPONDERS, **BATCH),
    "batch_restore": post(RESPONDERS, **BATCH),
    "batch_again": post(RESPONDERS, **BATCH),
    "import_withdraw": form(RESPONDERS, **THEIRS),
    "incident_restore": post(access(LOGIN, 404, 404, 404, 404), args=_incident),  # it is not withdrawn
    "withdrawn_list": get(RESPONDERS),
    "document_upload": form(RESPONDERS),
    "document_batch": get(ANOTHERS, args=lambda things: (999_999,)),
    "document_batch_import": post(ANOTHERS, args=lambda things: (999_999,)),
    "document_batch_discard": post(ANOTHERS, args=lambda things: (999_999,)),
    "document": get(ANOTHERS, args=lambda things: (999_999, 1)),
    "document_part": post(ANOTHERS, args=lambda things: (999_999, 1, "facts", 0)),
    "document_part_add": post(ANOTHERS, args=lambda things: (999_999, 1, "entries")),
    "document_act": post(ANOTHERS, args=lambda things: (999_999, 1, "import")),
    "incident_follow": post(RESPONDERS, **THEIRS),
    "incident_unfollow": post(RESPONDERS, **THEIRS),
    "timeline_csv": get(RESPONDERS, **THEIRS),
    "timeline_text": get(RESPONDERS, **THEIRS),
    "merge": form(RESPONDERS, **THEIRS),
    "undo_merge": form(RESPONDERS, **THEIRS),
    "attach_file": form(RESPONDERS, **THEIRS),
    "words_redact": form(ADMINS, **THEIRS, private_but={"responder": 403, "manager": 403}),  # the same for any number
    "file_redact": form(
        ADMINS,
        args=lambda things: (things.incident.pk, things.file.uuid),
        private=True,
        private_but={"responder": 403, "manager": 403},
    ),
    "thumbnail": get(RESPONDERS, args=lambda things: (things.picture.uuid,), private=True),
    "attachment": get(RESPONDERS, args=lambda things: (things.file.uuid, things.file.name), private=True),
}


def _section(things):
    return (things.incident.pk, things.section.pk)


def _revision(things):
    return (*_section(things), things.section.revisions.first().pk)


def _row(things):
    return (things.incident.pk, "factors", things.factor.pk)


SECTION = {"args": _section, "private": True}
REVISION = {"args": _revision, "private": True}
FACTOR = {"args": _row, "private": True}
THREAD = {"args": lambda things: (things.incident.pk, things.section.pk, things.thread.pk), "private": True}
QUESTION = {"args": lambda things: (things.incident.pk, things.question.pk), "private": True}
NOTE = {"args": lambda things: (things.incident.pk, things.note.pk), "private": True}
NOBODY_ELSE = access(LOGIN, 404, 404, 404, 404)  # than the interviewer, who is none of them
ACTION = {"args": lambda things: (things.action.pk,), "private": True}

JOB = {"args": lambda things: (things.incident.pk, things.export.pk), "private": True}
# Files that the worker makes are there for whoever asked for them alone, here nobody of these.
NOBODY_ELSE = access(LOGIN, 404, 404, 404, 404)

EXPORTS = {
    "postmortem_export": form(RESPONDERS, **THEIRS),
    "postmortem_export_job": get(NOBODY_ELSE, **JOB),
    "postmortem_export_file": get(NOBODY_ELSE, **JOB),
    "postmortem_customers": form(RESPONDERS, **THEIRS),
    "postmortem_customers_file": get(RESPONDERS, args=_of("html"), private=True),
    "section_customers": post(RESPONDERS, **SECTION),
    "measure_customers": form(RESPONDERS, args=lambda things: (things.incident.pk, things.measure.pk), private=True),
}

POSTMORTEMS = {
    "postmortem_list": get(RESPONDERS),
    "lesson_list": get(RESPONDERS),
    "lesson_csv": get(RESPONDERS),
    "postmortem": get(RESPONDERS, **THEIRS),
    "postmortem_open": post(RESPONDERS, **THEIRS),
    "postmortem_edit": get(RESPONDERS, **THEIRS),
    "postmortem_details": form(RESPONDERS, **THEIRS),
    "postmortem_history": get(RESPONDERS, **THEIRS),
    "postmortem_move": form(RESPONDERS, args=_of("ask_review"), private=True),
    "postmortem_waive": form(MANAGERS, **THEIRS, private_but={"responder": 403}),
    "postmortem_waiver_end": post(MANAGERS, **THEIRS, private_but={"responder": 403}),
    "sections_fill": post(RESPONDERS, **THEIRS),
    "sections_accept": post(RESPONDERS, **THEIRS),
    "section_accept": post(RESPONDERS, **SECTION),
    "section_take": post(RESPONDERS, **SECTION),
    "section_record": post(RESPONDERS, **SECTION),
    "postmortem_review": form(RESPONDERS, **THEIRS),
    "postmortem_corrections": get(RESPONDERS, **THEIRS),
    "reading_list": get(RESPONDERS),
    "interview_notes": form(RESPONDERS, **THEIRS),
    "interview_note": form(NOBODY_ELSE, **NOTE),
    "interview_note_share": form(NOBODY_ELSE, **NOTE),
    "open_questions": form(RESPONDERS, **THEIRS),
    "open_question": form(RESPONDERS, **QUESTION),
    "open_question_answer": post(RESPONDERS, **QUESTION),
    "open_question_reopen": post(RESPONDERS, **QUESTION),
    "review_meeting": form(RESPONDERS, **THEIRS),
    "review_meeting_cancel": post(RESPONDERS, **THEIRS),
    "review_meeting_file": get(RESPONDERS, **THEIRS),
    "agenda": get(RESPONDERS, **THEIRS),
    "section_comments": form(RESPONDERS, **SECTION),
    "comment_answer": post(RESPONDERS, **THREAD),
    "comment_resolve": post(RESPONDERS, **THREAD),
    "comment_reopen": post(RESPONDERS, **THREAD),
    **EXPORTS,
    "section_add": post(RESPONDERS, **THEIRS),
    "section": form(RESPONDERS, **SECTION),
    "section_preview": post(RESPONDERS, **SECTION),
    "section_merge": post(RESPONDERS, **SECTION),
    "section_rename": post(RESPONDERS, **SECTION),
    "section_move": post(RESPONDERS, **SECTION),
    "section_remove": post(RESPONDERS, **SECTION),
    "section_restore": post(RESPONDERS, **SECTION),
    "section_revisions": get(RESPONDERS, **SECTION),
    "section_compare": get(RESPONDERS, **SECTION),
    "section_revision_restore": post(RESPONDERS, **REVISION),
    "section_draft": post(RESPONDERS, **SECTION),
    "section_draft_discard": post(RESPONDERS, **SECTION),
    "section_writers": post(RESPONDERS, **SECTION),
    "section_left": post(RESPONDERS, **SECTION),
    "postmortem_writers": get(RESPONDERS, **THEIRS),
    "postmortem_record": get(RESPONDERS, **THEIRS),
    "section_file": post(RESPONDERS, **SECTION),
    "row_add": post(RESPONDERS, args=_of("factors"), private=True),
    "row": form(RESPONDERS, **FACTOR),
    "row_move": post(RESPONDERS, **FACTOR),
    "row_remove": post(RESPONDERS, **FACTOR),
}

ACTIONS = {
    "board": get(RESPONDERS),
    "board_csv": get(RESPONDERS),
    "board_waiting": get(RESPONDERS),
    "recurrence": post(RESPONDERS, args=lambda things: (things.incident.pk, things.action.pk), private=True),
    "board_figures_csv": get(RESPONDERS),
    "board_item": form(RESPONDERS, **ACTION),
    "board_ask": form(RESPONDERS, **ACTION),
    "owner_question": form(RESPONDERS, args=lambda things: (things.owner_question.pk,), private=True),
    "saved_views": form(RESPONDERS),
    "saved_view": get(RESPONDERS, args=lambda things: (things.view.pk,)),
    "saved_view_delete": post(
        access(LOGIN, 404, 404, 404, 404), args=lambda things: (things.view.pk,)
    ),  # it is somebody else's
    "action_list": get(RESPONDERS),
    "action_csv": get(RESPONDERS),
    "action_template_list": get(MANAGERS),
    "action_template_new": form(MANAGERS),
    "action_template_edit": form(MANAGERS, args=lambda things: (things.action_template.pk,)),
    "action_bulk": form(RESPONDERS),
    "action_item": get(RESPONDERS, **ACTION),
    "action_edit": form(RESPONDERS, **ACTION),
    "action_status": post(RESPONDERS, **ACTION),
    "action_due": post(RESPONDERS, **ACTION),
    "action_split": form(RESPONDERS, **ACTION),
    "action_comment": post(RESPONDERS, **ACTION),
    "action_follow": post(RESPONDERS, **ACTION),
    "action_unfollow": post(RESPONDERS, **ACTION),
    "action_new": form(RESPONDERS, **THEIRS),
    "action_accept_all": post(RESPONDERS, **THEIRS),
    "pause_new": form(RESPONDERS, **ACTION),
    "pause_end": post(RESPONDERS, **ACTION),
}

DELIVERY = {
    "args": lambda things: (things.delivery.pk,),
    "private": True,
    "private_but": {"responder": 403},  # the same for any number
}

DELIVERIES = {
    "delivery_list": get(MANAGERS),
    "delivery": get(MANAGERS, **DELIVERY),
    "delivery_html": get(MANAGERS, **DELIVERY),
    "delivery_test": post(ADMINS),
    "delivery_again": post(MANAGERS, **DELIVERY),
}


def _report(things):
    return (things.report.pk,)


REPORTS = {
    "what_to_say": get(EVERYBODY),
    # Not public here: tests/project/test_status_page_leaks.py has the public one.
    "status_page": get(EVERYBODY),
    "status_json": get(EVERYBODY),
    "status_feed": get(EVERYBODY),
    "status_month": get(EVERYBODY, args=lambda things: (now().year, now().month)),
    "status_subscribe": form(NOBODY_HERE),
    "status_confirm": form(NOBODY_HERE, args=lambda things: ("token",)),
    "status_end": form(NOBODY_HERE, args=lambda things: ("token",)),
    "status_settings": get(MANAGERS),
    "status_switch": form(ADMINS),
    "maintenance_new": form(MANAGERS),
    "maintenance_edit": form(access(LOGIN, 404, 403, 404, 404), args=lambda things: (999_999,)),  # there is none
    "maintenance_cancel": post(access(LOGIN, 404, 403, 404, 404), args=lambda things: (999_999,)),
    "follow_list": form(EVERYBODY),
    "follow_change": post(access(LOGIN, 404, 404, 404, 404), args=lambda things: (999_999,)),  # nobody has that one
    "follow_end": post(access(LOGIN, 404, 404, 404, 404), args=lambda things: (999_999,)),
    "customer_summary": get(access(LOGIN, 404, 404, 404, 404), args=_incident),  # it is not published
    "update_template_list": get(MANAGERS),
    "update_template_new": form(MANAGERS),
    "update_template_edit": form(MANAGERS, args=lambda things: (UpdateTemplate.objects.first().pk,)),
    "report_list": get(EVERYBODY),
    "report_problem": form(EVERYBODY),
    "report": get(EVERYBODY, args=_report, but={"reporter": 404}),  # it is somebody else's
    "report_known": post(EVERYBODY),
    "report_known_typed": post(EVERYBODY),
    "report_read": post(EVERYBODY),
    "report_triage": get(RESPONDERS),
    "report_group_see": post(RESPONDERS),
    "report_group_join": post(RESPONDERS),
    "report_group_declare": post(RESPONDERS),
    "report_group_decline": post(RESPONDERS),
    "report_declare": form(RESPONDERS, args=_report),
    "report_join": post(RESPONDERS, args=_report),
    "report_unlink": post(RESPONDERS, args=_report),
    "report_not_this_one": post(access(LOGIN, 404, 404, 404, 404), args=_report),  # nobody here linked their own
    "report_decline": post(RESPONDERS, args=_report),
    "report_reply": post(EVERYBODY, args=_report, but={"reporter": 404}),  # it is somebody else's
    "report_redact": form(ADMINS, args=_report),
    "report_customer": post(RESPONDERS, args=_report),
}


def _customer(things):
    return (things.affected.customer_id,)


def _affected(things):
    return (things.incident.pk, things.affected.pk)


LETTER = {"args": lambda things: (things.letter.pk,), "private": True}

CUSTOMERS = {
    "customer_list": get(EVERYBODY),
    "customer_csv": get(EVERYBODY),
    "customer": get(EVERYBODY, args=_customer, but={"reporter": 404}),  # somebody else owns it
    "customer_new": form(RESPONDERS),
    "customer_import": form(RESPONDERS),
    "customer_edit": form(RESPONDERS, args=_customer),
    "customer_merge": form(RESPONDERS, args=_customer),
    "customer_follow": post(EVERYBODY, args=_customer, but={"reporter": 404}),
    "customer_unfollow": post(EVERYBODY, args=_customer, but={"reporter": 404}),
    "who_knew_first": get(RESPONDERS),
    "letter_begin": post(RESPONDERS, args=lambda things: (things.affected.pk,), private=True),
    "letter": get(RESPONDERS, **LETTER),
    "letter_edit": form(RESPONDERS, **LETTER),
    "letter_list": get(EVERYBODY),
    "letter_ask": post(RESPONDERS, **LETTER),
    "letter_sign": post(MANAGERS, **LETTER),
    "letter_give": post(RESPONDERS, **LETTER),
    "letter_discard": post(RESPONDERS, **LETTER),
    "letter_file": get(RESPONDERS, args=lambda things: (things.letter.pk, "html"), private=True),
    "customer_tell": post(RESPONDERS, args=lambda things: (things.affected.pk,), private=True),
    # Taken back by whoever told it, and managers.
    "customer_untell": post(access(LOGIN, 404, 403, IN, IN), args=lambda things: (things.told.pk,), private=True),
    "affected_list": get(RESPONDERS, args=_incident, private=True),
    "affected_csv": get(RESPONDERS, args=_incident, private=True),
    "affected_add": post(RESPONDERS, args=_incident, private=True),
    "affected_by_service": post(RESPONDERS, args=_incident, private=True),
    "affected_edit": form(RESPONDERS, args=_affected, private=True),
    "affected_link": post(RESPONDERS, args=_affected, private=True),
    "affected_remove": post(RESPONDERS, args=_affected, private=True),
}

FRONT = {
    "home": get(EVERYBODY),
    "my_work": get(RESPONDERS),
    "search": get(RESPONDERS),
    "palette": get(RESPONDERS),
}


TABLE: dict[str, Row] = (
    GROUND | LOGGING_IN | SETTINGS | INCIDENTS | POSTMORTEMS | ACTIONS | DELIVERIES | REPORTS | CUSTOMERS | FRONT
)
