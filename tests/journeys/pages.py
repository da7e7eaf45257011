"""Every page that shows the example data, by name: for axe, and for the pictures of `make shots`."""

from uuid import uuid4

from playwright.sync_api import Page

from accounts.models import User
from incidents.models import Attachment, Checklist, Incident, Report
from incidents.services.declaring import IncidentDetails, declare_incident
from incidents.services.importing import Reading, begin_import
from incidents.services.merging import merge_incident
from incidents.services.timeline import append_entry
from notifications.models import Delivery
from postmortems.models import ActionItem, Factor, Section

ROLES = {
    "reporter": "peter@example.com",
    "responder": "amina@example.com",
    "manager": "grace@example.com",
    "admin": "daniel@example.com",
}


def example_pages() -> list[tuple[str, str, str]]:
    """(name, role, path) of each page."""
    shop = Incident.objects.get(title__startswith="Shop unreachable").pk
    ended = Incident.objects.get(status="resolved", is_example=True).pk
    drill = Incident.objects.get(is_drill=True, is_example=True).pk
    entry = Incident.objects.get(pk=shop).entries.told().earliest("seq").pk
    item = ActionItem.objects.unfinished().earliest("due_on").pk
    causes = Section.objects.get(postmortem__incident=shop, kind="root_cause").pk
    factor = Factor.objects.filter(postmortem__incident=shop).earliest("pk").pk
    new, joined = Report.objects.get(state="new").pk, Report.objects.exclude(state="new").earliest("pk").pk
    delivery = Delivery.objects.earliest("pk").pk
    incident, work, past = f"/incidents/{shop}/", f"/incidents/{drill}/", f"/incidents/{ended}/"
    task = Incident.objects.get(pk=drill).tasks.filter(state="open").earliest("pk").pk
    fresh = Incident.objects.get(pk=drill).entries.told().latest("pk").pk
    file = Attachment.objects.earliest("pk")
    duplicate, twin, batch = _prepare(Incident.objects.get(pk=drill))
    return [
        ("home", "responder", "/"),
        ("home-manager", "manager", "/"),
        ("home-reporter", "reporter", "/"),
        ("incidents", "responder", "/incidents/"),
        ("incidents-found", "responder", "/incidents/?q=cache"),
        ("incidents-none", "responder", "/incidents/?q=nothinglikethis"),
        ("declare", "responder", "/incidents/new/"),
        ("waiting", "responder", "/incidents/waiting/"),
        ("record-past", "responder", "/incidents/past/"),
        ("incident", "responder", incident),
        ("incident-open", "responder", work),
        ("incident-merge", "responder", f"{incident}merge/"),
        ("incident-merge-preview", "responder", f"/incidents/{twin}/merge/?target={drill}"),
        ("incident-merged", "responder", f"/incidents/{duplicate}/"),
        ("incident-unmerge", "responder", f"/incidents/{duplicate}/merge/undo/"),
        ("incidents-merged", "responder", "/incidents/?status=merged"),
        ("incident-import", "responder", f"{incident}import/"),
        ("incident-batch", "responder", f"{work}import/{batch}/"),
        ("incident-edit", "responder", f"{incident}edit/"),
        ("incident-state", "responder", f"{work}state/"),
        ("incident-states", "admin", f"{work}state/history/"),
        ("incident-state-seen", "responder", f"{past}state/history/"),
        ("incident-hand-over", "responder", f"{work}roles/lead/"),
        ("incident-close", "responder", f"{past}status/close/"),
        ("incident-resolve", "responder", f"{work}status/resolve/"),
        ("task-add", "responder", f"{work}tasks/"),
        ("task", "responder", f"{work}tasks/{task}/"),
        ("task-drop", "responder", f"{work}tasks/{task}/drop/"),
        ("incident-impact", "responder", f"{incident}impact/"),
        ("incident-severity", "responder", f"{incident}severity/"),
        ("incident-privacy", "manager", f"{incident}privacy/"),
        ("incident-words", "manager", f"{incident}words/"),
        ("entry-correct", "responder", f"{incident}entries/{entry}/correct/"),
        ("entry-redact", "admin", f"{incident}entries/{entry}/redact/"),
        ("entry-strike", "responder", f"{work}entries/{fresh}/strike/"),
        ("file-redact", "admin", f"/incidents/{file.incident_id}/files/{file.uuid}/redact/"),
        ("redact-words", "admin", f"{incident}redact/"),
        ("offline", "", "/offline/"),
        ("postmortems", "responder", "/postmortems/"),
        ("postmortem", "responder", f"{incident}postmortem/"),
        ("postmortem-edit", "responder", f"{past}postmortem/edit/"),
        ("postmortem-factors", "responder", f"{incident}postmortem/sections/{causes}/"),
        ("postmortem-revisions", "responder", f"{incident}postmortem/sections/{causes}/revisions/"),
        ("postmortem-factor", "responder", f"{incident}postmortem/rows/factors/{factor}/"),
        ("postmortem-history", "responder", f"{incident}postmortem/history/"),
        ("postmortem-people", "responder", f"{incident}postmortem/details/"),
        ("postmortem-reopen", "responder", f"{incident}postmortem/status/reopen/"),
        ("board", "manager", "/follow-through/"),
        ("action-items", "responder", "/action-items/"),
        ("action-item", "responder", f"/action-items/{item}/"),
        ("action-item-new", "responder", f"{incident}action-items/new/"),
        ("search", "responder", "/search/?q=cache"),
        ("reports", "responder", "/reports/"),
        ("my-reports", "reporter", "/reports/"),
        ("report-problem", "reporter", "/reports/new/"),
        ("report-triage", "responder", f"/reports/{new}/"),
        ("report", "reporter", f"/reports/{joined}/"),
        ("report-redact", "admin", f"/reports/{joined}/redact/"),
        ("profile", "responder", "/profile/"),
        ("second-factor", "responder", "/profile/second-factor/"),
        ("settings", "admin", "/settings/"),
        ("people", "admin", "/settings/people/"),
        ("invite", "admin", "/settings/people/invite/"),
        ("teams", "admin", "/settings/teams/"),
        ("services", "admin", "/settings/services/"),
        ("severities", "admin", "/settings/severities/"),
        ("checklists", "manager", "/settings/checklists/"),
        ("checklist-new", "manager", "/settings/checklists/new/"),
        ("checklist", "manager", f"/settings/checklists/{Checklist.objects.earliest('pk').pk}/"),
        ("audit", "admin", "/settings/audit/"),
        ("deliveries", "manager", "/settings/deliveries/"),
        ("delivery", "manager", f"/settings/deliveries/{delivery}/"),
        ("not-found", "responder", "/nothing/here/"),
        ("login", "", "/login/"),
        ("password-forgotten", "", "/password/forgotten/"),
    ]


def stay_offline(page: Page) -> None:
    """The page that says that there is no connection waits for an answer, and would give way to one."""
    page.route("**/healthz", lambda _: None)


def _prepare(drill: Incident) -> tuple[int, int, int]:
    """What the examples lack: a duplicate that was merged, one that could be, a text brought in but not yet taken."""
    amina = User.objects.get(email=ROLES["responder"])
    title = "Order confirmations do not come"
    duplicate, twin = (
        declare_incident(
            actor=amina,
            details=IncidentDetails(title=title, level=3, zone=amina.zone, is_drill=True),
            client_uuid=uuid4(),
            quiet=True,
        )
        for _ in range(2)
    )
    for incident in (duplicate, twin):
        append_entry(incident=incident, actor=amina, text="Two shops ask.", happened_at=incident.declared_at)
    merge_incident(source=duplicate, target=drill, actor=amina, reason="The same mails")
    text = "10:02 Brian: The queue grows\n10:05 Fatuma: Asked the provider\n10:05 Fatuma: Asked the provider\n"
    batch = begin_import(incident=drill, actor=amina, text=text, reading=Reading(zone=amina.zone))
    return duplicate.pk, twin.pk, batch.pk
