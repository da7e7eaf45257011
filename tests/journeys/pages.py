"""Every page that shows the example data, by name: for axe, and for the pictures of `make shots`."""

from incidents.models import Incident, Report
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
    open_one = Incident.objects.exclude(status="closed").latest("pk").pk
    entry = Incident.objects.get(pk=shop).entries.told().earliest("seq").pk
    item = ActionItem.objects.unfinished().earliest("due_on").pk
    causes = Section.objects.get(postmortem__incident=shop, kind="root_cause").pk
    factor = Factor.objects.filter(postmortem__incident=shop).earliest("pk").pk
    new, joined = Report.objects.get(state="new").pk, Report.objects.exclude(state="new").earliest("pk").pk
    delivery = Delivery.objects.earliest("pk").pk
    incident, work = f"/incidents/{shop}/", f"/incidents/{open_one}/"
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
        ("incident-merge-preview", "responder", f"{work}merge/?target={shop}"),
        ("incident-import", "responder", f"{incident}import/"),
        ("incident-edit", "responder", f"{incident}edit/"),
        ("incident-state", "responder", f"{work}state/"),
        ("incident-states", "admin", f"{work}state/history/"),
        ("incident-hand-over", "responder", f"{work}roles/lead/"),
        ("incident-close", "responder", f"{work}status/close/"),
        ("task-add", "responder", f"{work}tasks/"),
        ("incident-impact", "responder", f"{incident}impact/"),
        ("incident-severity", "responder", f"{incident}severity/"),
        ("incident-privacy", "manager", f"{incident}privacy/"),
        ("incident-words", "manager", f"{incident}words/"),
        ("entry-correct", "responder", f"{incident}entries/{entry}/correct/"),
        ("entry-redact", "admin", f"{incident}entries/{entry}/redact/"),
        ("redact-words", "admin", f"{incident}redact/"),
        ("postmortems", "responder", "/postmortems/"),
        ("postmortem", "responder", f"{incident}postmortem/"),
        ("postmortem-edit", "responder", f"{work}postmortem/edit/"),
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
        ("audit", "admin", "/settings/audit/"),
        ("deliveries", "manager", "/settings/deliveries/"),
        ("delivery", "manager", f"/settings/deliveries/{delivery}/"),
        ("not-found", "responder", "/nothing/here/"),
        ("login", "", "/login/"),
        ("password-forgotten", "", "/password/forgotten/"),
    ]
