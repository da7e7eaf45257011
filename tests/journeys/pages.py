"""Every page that shows the example data, by name: for axe, and for the pictures of `make shots`."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import Page

from accounts.models import User
from actions.models import ActionItem
from catalogue.models import Checklist
from customers.models import Report
from importing.services.batches import ImportOptions, begin_import
from incidents.models import Attachment, Incident
from incidents.services.creating import IncidentDetails
from incidents.services.declaring import declare_incident
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.timeline import EntryDetails, append_entry
from notifications.models import Delivery
from postmortems.models import Factor, Section

ROLES = {
    "reporter": "peter@example.com",
    "responder": "amina@example.com",
    "manager": "grace@example.com",
    "admin": "daniel@example.com",
}


PAGES = (
    # name, role, path; {names} stand for what the examples hold
    ("home", "responder", "/"),
    ("home-manager", "manager", "/"),
    ("home-reporter", "reporter", "/"),
    ("incidents", "responder", "/incidents/"),
    ("incidents-found", "responder", "/incidents/?q=cache"),
    ("incidents-none", "responder", "/incidents/?q=nothinglikethis"),
    ("declare", "responder", "/incidents/new/"),
    ("waiting", "responder", "/incidents/waiting/"),
    ("record-past", "responder", "/incidents/past/"),
    ("incident", "responder", "{incident}"),
    ("incident-open", "responder", "{work}"),
    ("incident-resolved", "responder", "{past}"),
    ("incident-merge", "responder", "{incident}merge/"),
    ("incident-merge-preview", "responder", "/incidents/{twin}/merge/?target={drill}"),
    ("incident-merged", "responder", "/incidents/{duplicate}/"),
    ("incident-unmerge", "responder", "/incidents/{duplicate}/merge/undo/"),
    ("incidents-merged", "responder", "/incidents/?status=merged"),
    ("incident-import", "responder", "{incident}import/"),
    ("incident-batch", "responder", "{work}import/{batch}/"),
    ("incident-edit", "responder", "{incident}edit/"),
    ("incident-state", "responder", "{work}state/"),
    ("incident-states", "admin", "{work}state/history/"),
    ("incident-state-seen", "responder", "{past}state/history/"),
    ("incident-hand-over", "responder", "{work}roles/lead/"),
    ("incident-close", "responder", "{past}status/close/"),
    ("incident-resolve", "responder", "{work}status/resolve/"),
    ("task-add", "responder", "{work}tasks/"),
    ("task", "responder", "{work}tasks/{task}/"),
    ("task-drop", "responder", "{work}tasks/{task}/drop/"),
    ("incident-impact", "responder", "{incident}impact/"),
    ("incident-milestone", "responder", "{work}milestones/identified/"),
    ("incident-severity", "responder", "{incident}severity/"),
    ("incident-privacy", "manager", "{incident}privacy/"),
    ("incident-words", "manager", "{incident}words/"),
    ("entry-correct", "responder", "{incident}entries/{entry}/correct/"),
    ("entry-redact", "admin", "{incident}entries/{entry}/redact/"),
    ("entry-strike", "responder", "{work}entries/{fresh}/strike/"),
    ("file-redact", "admin", "/incidents/{file.incident_id}/files/{file.uuid}/redact/"),
    ("redact-words", "admin", "{incident}redact/"),
    ("offline", "", "/offline/"),
    ("postmortems", "responder", "/postmortems/"),
    ("postmortem", "responder", "{incident}postmortem/"),
    ("postmortem-edit", "responder", "{past}postmortem/edit/"),
    ("postmortem-factors", "responder", "{incident}postmortem/sections/{causes}/"),
    ("postmortem-revisions", "responder", "{incident}postmortem/sections/{causes}/revisions/"),
    ("postmortem-factor", "responder", "{incident}postmortem/rows/factors/{factor}/"),
    ("postmortem-history", "responder", "{incident}postmortem/history/"),
    ("postmortem-people", "responder", "{incident}postmortem/details/"),
    ("postmortem-reopen", "responder", "{incident}postmortem/status/reopen/"),
    ("board", "manager", "/follow-through/"),
    ("action-items", "responder", "/action-items/"),
    ("action-item", "responder", "/action-items/{item}/"),
    ("action-item-new", "responder", "{incident}action-items/new/"),
    ("search", "responder", "/search/?q=cache"),
    ("reports", "responder", "/reports/"),
    ("my-reports", "reporter", "/reports/"),
    ("report-problem", "reporter", "/reports/new/"),
    ("report-triage", "responder", "/reports/{new}/"),
    ("report", "reporter", "/reports/{joined}/"),
    ("report-redact", "admin", "/reports/{joined}/redact/"),
    ("profile", "responder", "/profile/"),
    ("second-factor", "responder", "/profile/second-factor/"),
    ("settings", "admin", "/settings/"),
    ("people", "admin", "/settings/people/"),
    ("invite", "admin", "/settings/people/invite/"),
    ("teams", "admin", "/settings/teams/"),
    ("services", "admin", "/settings/services/"),
    ("rules", "admin", "/settings/rules/"),
    ("severities", "admin", "/settings/severities/"),
    ("checklists", "manager", "/settings/checklists/"),
    ("checklist-new", "manager", "/settings/checklists/new/"),
    ("checklist", "manager", "/settings/checklists/{checklist}/"),
    ("audit", "admin", "/settings/audit/"),
    ("deliveries", "manager", "/settings/deliveries/"),
    ("delivery", "manager", "/settings/deliveries/{delivery}/"),
    ("not-found", "responder", "/nothing/here/"),
    ("login", "", "/login/"),
    ("password-forgotten", "", "/password/forgotten/"),
)


def example_pages() -> list[tuple[str, str, str]]:
    """(name, role, path) of each page."""
    things = _examples() | _prepared()
    return [(name, role, path.format(**things)) for name, role, path in PAGES]


def _examples() -> dict[str, Any]:
    """What the paths of the pages name."""
    shop = Incident.objects.get(title__startswith="Shop unreachable")
    ended = Incident.objects.get(status="resolved", is_example=True)
    drill = _drill()
    return {
        "incident": shop.get_absolute_url(),
        "past": ended.get_absolute_url(),
        "work": drill.get_absolute_url(),
        "drill": drill.pk,
        "entry": shop.entries.told().earliest("seq").pk,
        "fresh": drill.entries.told().latest("pk").pk,
        "task": drill.tasks.filter(state="open").earliest("pk").pk,
        "file": Attachment.objects.earliest("pk"),
        "item": ActionItem.objects.unfinished().earliest("due_on").pk,
        "causes": Section.objects.get(postmortem__incident=shop, kind="root_cause").pk,
        "factor": Factor.objects.filter(postmortem__incident=shop).earliest("pk").pk,
        "new": Report.objects.get(state="new").pk,
        "joined": Report.objects.exclude(state="new").earliest("pk").pk,
        "delivery": Delivery.objects.earliest("pk").pk,
        "checklist": Checklist.objects.earliest("pk").pk,
    }


def _drill() -> Incident:
    return Incident.objects.get(is_drill=True, is_example=True)


def stay_offline(page: Page) -> None:
    """The page that says that there is no connection waits for an answer, and would give way to one."""
    page.route("**/healthz", lambda _: None)


def _prepared() -> dict[str, Any]:
    """What the examples lack: a duplicate that was merged, one that could be, a text imported but not yet added."""
    drill = _drill()
    amina = User.objects.get(email=ROLES["responder"])
    duplicate, twin = (_doubled(amina) for _ in range(2))
    merge_incident(source=duplicate, target=drill, actor=amina, choices=MergeChoices(reason="The same mails"))
    text = "10:02 Brian: The queue grows\n10:05 Fatuma: Asked the provider\n10:05 Fatuma: Asked the provider\n"
    batch = begin_import(incident=drill, actor=amina, text=text, options=ImportOptions(zone=amina.zone))
    return {"duplicate": duplicate.pk, "twin": twin.pk, "batch": batch.pk}


def _doubled(by: User) -> Incident:
    details = IncidentDetails(title="Order confirmations do not come", level=3, zone=by.zone, is_drill=True)
    incident = declare_incident(actor=by, details=details, client_uuid=uuid4(), quiet=True)
    append_entry(
        incident=incident, actor=by, details=EntryDetails(text="Two shops ask.", happened_at=incident.declared_at)
    )
    return incident
