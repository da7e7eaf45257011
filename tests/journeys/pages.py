"""Every page that shows the example data, by name: for axe, and for the pictures of `make shots`.

`tests/project/test_pages.py` fails for an address of a page that stands neither in `PAGES` nor in `NOT_SHOWN`.
"""

from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from tests.journeys import steps
from tests.journeys.browser import Visitor
from tests.journeys.prepared import PASSWORD, SECURED, examples, prepared

ROLES = {
    "reporter": "peter@example.com",
    "responder": "amina@example.com",
    "manager": "grace@example.com",
    "admin": "daniel@example.com",
}
PEOPLE = ROLES | {"secured": SECURED}  # somebody with a password and a second factor, once `example_pages` was called


PAGES = (
    # name, role, path; {names} stand for what the examples hold
    ("home", "responder", "/"),
    ("home-manager", "manager", "/"),
    ("home-reporter", "reporter", "/"),
    ("incidents", "responder", "/incidents/"),
    ("incidents-found", "responder", "/incidents/?q=cache"),
    ("incidents-none", "responder", "/incidents/?q=nothinglikethis"),
    ("declare", "responder", "/incidents/new/"),
    ("declare-refused", "responder", "/incidents/new/"),
    ("waiting", "responder", "/incidents/waiting/"),
    ("record-past", "responder", "/incidents/past/"),
    ("incident", "responder", "{incident}"),
    ("incident-open", "responder", "{work}"),
    ("incident-menu", "responder", "{work}"),
    ("incident-dialog", "responder", "{incident}"),
    ("incident-keys", "responder", "{work}"),
    ("incident-resolved", "responder", "{past}"),
    ("incident-similar", "responder", "{past}similar/"),
    ("incident-merge", "responder", "{incident}merge/"),
    ("incident-merge-preview", "responder", "/incidents/{twin}/merge/?target={drill}"),
    ("incident-merged", "responder", "/incidents/{duplicate}/"),
    ("incident-unmerge", "responder", "/incidents/{duplicate}/merge/undo/"),
    ("incidents-merged", "responder", "/incidents/?status=merged&kind=all"),
    ("incident-import", "responder", "{incident}import/"),
    ("incident-batch", "responder", "{work}import/{batch}/"),
    ("incident-batch-take-back", "responder", "{work}import/{batch}/take-back/"),
    ("incident-withdraw", "responder", "{past}withdraw/"),
    ("incidents-withdrawn", "responder", "/incidents/withdrawn/"),
    ("documents-upload", "responder", "/postmortems/import/"),
    ("documents", "responder", "/postmortems/import/{documents}/"),
    ("document", "responder", "/postmortems/import/{documents}/{document}/"),
    ("document-edit", "responder", "/postmortems/import/{documents}/{document}/?mend=facts"),
    ("incident-file-attach", "responder", "{work}files/"),
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
    ("incident-words-new", "manager", "{incident}words/new/"),
    ("incident-words-draft", "manager", "{work}words/{draft}/"),
    ("incident-words-take-back", "manager", "{incident}words/{told}/take-back/"),
    ("incident-words-waiting", "manager", "{work}words/"),
    ("entry", "responder", "{incident}entries/{entry}/"),
    ("entry-correct", "responder", "{incident}entries/{entry}/correct/"),
    ("entry-redact", "admin", "{incident}entries/{entry}/redact/"),
    ("entry-strike", "responder", "{work}entries/{fresh}/strike/"),
    ("file-redact", "admin", "/incidents/{file.incident_id}/files/{file.uuid}/redact/"),
    ("incident-commands", "responder", "{work}"),  # leaves a draft there
    ("redact-words", "admin", "{incident}redact/"),
    ("offline", "", "/offline/"),
    ("postmortems", "responder", "/postmortems/"),
    ("lessons", "responder", "/lessons/"),
    ("lessons-none", "responder", "/lessons/?q=nothinglikethis"),
    ("postmortem", "responder", "{incident}postmortem/"),
    ("postmortem-edit", "responder", "{past}postmortem/edit/"),
    ("postmortem-factors", "responder", "{incident}postmortem/sections/{causes}/"),
    ("postmortem-revisions", "responder", "{incident}postmortem/sections/{causes}/revisions/"),
    ("postmortem-merge", "responder", "{incident}postmortem/sections/{impact}/"),
    ("postmortem-compare", "responder", "{incident}postmortem/sections/{causes}/revisions/compare/"),
    ("postmortem-factor", "responder", "{incident}postmortem/rows/factors/{factor}/"),
    ("postmortem-export", "responder", "{incident}postmortem/export/"),
    ("postmortem-export-job", "responder", "{incident}postmortem/export/{export}/"),
    ("postmortem-customers", "responder", "{incident}postmortem/customers/"),
    ("postmortem-measure-customers", "responder", "{incident}postmortem/customers/measures/{measure}/"),
    ("postmortem-history", "responder", "{incident}postmortem/history/"),
    ("postmortem-people", "responder", "{incident}postmortem/details/"),
    ("postmortem-waive", "manager", "{past}postmortem/waive/"),
    ("postmortem-review", "responder", "{incident}postmortem/review/"),
    ("postmortem-corrections", "responder", "{incident}postmortem/corrections/"),
    ("postmortem-record", "responder", "{incident}postmortem/record/"),
    ("postmortem-comments", "responder", "{incident}postmortem/sections/{causes}/comments/"),
    ("postmortem-notes", "responder", "{past}postmortem/notes/"),
    ("postmortem-note", "responder", "{past}postmortem/notes/{note}/"),
    ("postmortem-note-share", "responder", "{past}postmortem/notes/{note}/share/"),
    ("postmortem-questions", "responder", "{past}postmortem/questions/"),
    ("postmortem-question", "responder", "{past}postmortem/questions/{question}/"),
    ("postmortem-meeting", "responder", "{past}postmortem/meeting/"),
    ("postmortem-agenda", "responder", "{past}postmortem/meeting/agenda/"),
    ("postmortems-to-read", "responder", "/postmortems/reading/"),
    ("postmortem-reopen", "responder", "{incident}postmortem/status/reopen/"),
    ("board", "manager", "/follow-through/"),
    ("board-acting", "manager", "/follow-through/"),
    ("board-change", "manager", "/follow-through/items/{item}/"),
    ("board-ask", "manager", "/follow-through/items/{item}/ask/"),
    ("board-question", "responder", "/follow-through/questions/{owner_question}/"),
    ("board-waiting", "manager", "/follow-through/waiting/?team=all"),
    ("incident-seen-before", "manager", "/incidents/{foreseen}/"),
    ("action-item-again", "manager", "/action-items/{waited}/"),
    ("board-views", "manager", "/follow-through/views/?team=all&severity=1-2"),
    ("my-work", "responder", "/my-work/"),
    ("action-items", "responder", "/action-items/"),
    ("action-items-bulk", "responder", "/action-items/bulk/?item={item}"),
    ("action-item", "responder", "/action-items/{item}/"),
    ("action-item-new", "responder", "{incident}action-items/new/"),
    ("action-item-split", "responder", "/action-items/{item}/split/"),
    ("action-item-pause", "responder", "/action-items/{item}/pause/"),
    ("action-item-edit", "responder", "/action-items/{item}/edit/"),
    ("search", "responder", "/search/?q=cache"),
    ("palette", "responder", "/"),
    ("say", "reporter", "/say/"),
    ("following", "reporter", "/say/following/"),
    ("status-page", "reporter", "/status/"),
    ("status-month", "reporter", "{status_month}"),
    ("status-settings", "admin", "/settings/status-page/"),
    ("status-open", "admin", "/settings/status-page/switch/"),
    ("maintenance-new", "manager", "/settings/status-page/maintenance/new/"),
    ("maintenance", "manager", "/settings/status-page/maintenance/{maintenance}/"),
    ("customer-summary", "reporter", "/say/{summary}/"),
    ("reports", "responder", "/reports/"),
    ("my-reports", "reporter", "/reports/"),
    ("report-problem", "reporter", "/reports/new/"),
    ("report-triage", "responder", "/reports/triage/"),
    ("report-decide", "responder", "/reports/{new}/"),
    ("report-declare", "responder", "/reports/{new}/declare/"),
    ("report", "reporter", "/reports/{joined}/"),
    ("report-redact", "admin", "/reports/{joined}/redact/"),
    ("customers", "responder", "/customers/"),
    ("customers-own", "reporter", "/customers/"),
    ("customer", "responder", "/customers/{customer}/"),
    ("customer-own", "reporter", "/customers/{customer}/"),
    ("letters", "manager", "/customers/letters/"),
    ("letter", "manager", "/customers/letters/{letter}/"),
    ("letter-own", "reporter", "/customers/letters/{signed}/"),
    ("letter-edit", "responder", "/customers/letters/{letter}/edit/"),
    ("customer-new", "responder", "/customers/new/"),
    ("customer-edit", "responder", "/customers/{customer}/edit/"),
    ("customer-import", "responder", "/customers/import/"),
    ("customer-import-preview", "responder", "/customers/import/"),
    ("customer-merge", "responder", "/customers/{customer}/merge/"),
    ("customer-merge-confirm", "responder", "/customers/{customer}/merge/?customer=Kilima%2C+Ltd"),
    ("who-knew-first", "responder", "/customers/who-knew-first/"),
    ("incident-customers", "responder", "{incident}customers/"),
    ("incident-customer", "responder", "{incident}customers/{affected}/"),
    ("profile", "responder", "/profile/"),
    ("messages", "responder", "/profile/messages/"),
    ("calendars", "responder", "/profile/calendar/"),
    ("inbox", "responder", "/inbox/"),
    ("inbox-message", "responder", "/inbox/{message}/"),
    ("sessions", "responder", "/profile/sessions/"),
    ("second-factor", "responder", "/profile/second-factor/"),
    ("second-factor-app", "responder", "/profile/second-factor/app/"),
    ("passkey-add", "responder", "/profile/second-factor/passkey/"),
    ("password-first", "responder", "/profile/password/first/"),
    ("settings", "admin", "/settings/"),
    ("company", "admin", "/settings/company/"),
    ("endpoints", "admin", "/settings/endpoints/"),
    ("endpoint-new", "admin", "/settings/endpoints/new/"),
    ("endpoint", "admin", "/settings/endpoints/{endpoint}/"),
    ("people", "admin", "/settings/people/"),
    ("invite", "admin", "/settings/people/invite/"),
    ("invite-many", "admin", "/settings/people/invite/many/"),
    ("invite-many-preview", "admin", "/settings/people/invite/many/"),
    ("invited", "admin", "/settings/people/invited/"),
    ("person", "admin", "/settings/people/{person}/"),
    ("person-deactivate", "admin", "/settings/people/{person}/deactivate/"),
    ("teams", "admin", "/settings/teams/"),
    ("team-new", "admin", "/settings/teams/new/"),
    ("team", "admin", "/settings/teams/{team}/"),
    ("services", "admin", "/settings/services/"),
    ("service-new", "admin", "/settings/services/new/"),
    ("service", "admin", "/settings/services/{service}/"),
    ("incident-roles", "admin", "/settings/incident-roles/"),
    ("incident-role-new", "admin", "/settings/incident-roles/new/"),
    ("incident-role", "admin", "/settings/incident-roles/scribe/"),
    ("factor-categories", "manager", "/settings/factor-categories/"),
    ("factor-category-new", "manager", "/settings/factor-categories/new/"),
    ("factor-category", "manager", "/settings/factor-categories/{category}/"),
    ("rules", "admin", "/settings/rules/"),
    ("severities", "admin", "/settings/severities/"),
    ("severity", "admin", "/settings/severities/1/"),
    ("policies", "manager", "/settings/policies/?about=ACT-{item}"),
    ("policy-new", "manager", "/settings/policies/new/"),
    ("policy", "manager", "/settings/policies/{policy}/"),
    ("working-days", "manager", "/settings/working-days/"),
    ("working-days-team", "manager", "/settings/working-days/{team}/"),
    ("update-templates", "manager", "/settings/update-templates/"),
    ("update-template-new", "manager", "/settings/update-templates/new/"),
    ("update-template", "manager", "/settings/update-templates/{update_template}/"),
    ("checklists", "manager", "/settings/checklists/"),
    ("checklist-new", "manager", "/settings/checklists/new/"),
    ("checklist", "manager", "/settings/checklists/{checklist}/"),
    ("templates", "manager", "/settings/postmortem-templates/"),
    ("template-new", "manager", "/settings/postmortem-templates/new/"),
    ("template", "manager", "/settings/postmortem-templates/{template}/"),
    ("action-templates", "manager", "/settings/action-item-templates/"),
    ("action-template-new", "manager", "/settings/action-item-templates/new/"),
    ("action-template", "manager", "/settings/action-item-templates/{action_template}/"),
    ("audit", "admin", "/settings/audit/"),
    ("full-export", "admin", "/settings/export/"),
    ("full-export-made", "admin", "/settings/export/{full_export}/"),
    ("deliveries", "manager", "/settings/deliveries/"),
    ("delivery", "manager", "/settings/deliveries/{delivery}/"),
    ("not-found", "responder", "/nothing/here/"),
    ("login", "", "/login/"),
    ("password-forgotten", "", "/password/forgotten/"),
    ("password-forgotten-sent", "", "/password/forgotten/sent/"),
    ("password-new", "", "{reset}"),
    ("password-new-done", "", "/password/new/done/"),
    ("invitation", "", "{invitation}"),
    ("sign-in-link", "", "{sign_in}"),
    ("inactive", "", "/inactive/"),
    ("password-confirm", "secured", "/profile/confirm/"),
    ("code-confirm", "secured", "/profile/confirm/code/"),
    ("passkey-confirm", "secured", "/profile/confirm/passkey/"),
    ("passkeys", "secured", "/profile/second-factor/"),
    ("passkey", "secured", "/profile/second-factor/passkey/{passkey}/"),
    ("passkey-remove", "secured", "/profile/second-factor/passkey/{passkey}/remove/"),
    ("password", "secured", "/profile/password/"),
    ("second-factor-codes", "secured", "/profile/second-factor/codes/"),
    ("second-factor-codes-new", "secured", "/profile/second-factor/codes/new/"),
    ("second-factor-app-move", "secured", "/profile/second-factor/app/move/"),
    ("second-factor-app-remove", "secured", "/profile/second-factor/app/remove/"),
    ("logout", "secured", "/logout/"),
    ("login-code", "", "/login/code/"),  # the last of nobody: the login is half done afterwards
)


NOT_SHOWN = {
    # addresses that answer to GET and are no pages of their own, and why
    "healthz": "for machines",
    "readyz": "for machines",
    "metrics": "for machines",
    "service_worker": "a script",
    "stream": "events",
    "rooms_kept": "JSON",
    "incident_changes": "JSON",
    "incident_parts": "parts of the incident's page",
    "postmortem_writers": "parts of the page to read a postmortem",
    "entry_completion": "a part of the incident's page",
    "palette": "a part of every page",
    "incident_csv": "a file",
    "customer_csv": "a file",
    "status_json": "JSON",
    "status_feed": "a file for feed readers",
    "status_subscribe": "only where the status page is public: tests/journeys/test_status_page.py",
    "status_confirm": "only where the status page is public: tests/journeys/test_status_page.py",
    "status_end": "only where the status page is public: tests/journeys/test_status_page.py",
    "affected_csv": "a file",
    "letter_file": "a file",
    "action_csv": "a file",
    "lesson_csv": "a file",
    "postmortem_export_file": "a file",
    "full_export_file": "a file",
    "postmortem_customers_file": "a file",
    "review_meeting_file": "a file",
    "board_csv": "a file",
    "board_figures_csv": "a file",
    "saved_view": "leads to the board",
    "calendar_file": "a file for calendar programs",
    "timeline_csv": "a file",
    "timeline_text": "a file",
    "attachment": "a file",
    "thumbnail": "a picture",
    "mfa_download_recovery_codes": "a file",
    "delivery_html": "the mail itself, in a frame of the delivery's page",
    "logged_in_again": "only after a session ended with something typed: tests/journeys/test_session_ended.py",
}


def example_pages() -> list[tuple[str, str, str]]:
    """(name, role, path) of each page."""
    things = examples() | prepared()
    return [(name, role, path.format(**things)) for name, role, path in PAGES]


def show(visitor: Visitor, name: str, path: str) -> Response:
    """Opens the page, and does what shows it."""
    answer = visitor.page.goto(visitor.base + path)
    assert answer is not None
    if name in STEPS:
        STEPS[name](visitor.page)
    return answer


def stay_offline(page: Page) -> None:
    """The page that says that there is no connection waits for an answer, and would give way to one."""
    page.route("**/healthz", lambda _: None)


def _refuse(page: Page) -> None:
    steps.press(page, "Declare incident")
    expect(page.locator(".is-invalid").first).to_be_visible()


def _open_commands(page: Page) -> None:
    page.get_by_label("What happened?").press_sequentially("/")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    page.evaluate("window.scrollTo(0, 0)")  # else what is half under the bar at the top is too small to press


def _open_menu(page: Page) -> None:
    page.locator("#incident-head details.menu summary").click()


def _open_dialog(page: Page) -> None:
    fold = page.locator("#phases .phases-fold > summary")
    if fold.is_visible():
        fold.click()
    page.locator("#phases").get_by_role("link", name="set").and_(page.locator(":visible")).first.click()
    expect(page.locator("dialog#dialog[open] form")).to_be_visible()


def _meet_another_text(page: Page) -> None:
    page.evaluate("document.querySelector('[name=base_version]').value = '0'")
    page.get_by_label("Text", exact=True).fill("What I wrote into the empty section.")
    steps.press(page, "Save")
    expect(page.locator(".merge-hunk").first).to_be_visible()


def _open_row_form(page: Page) -> None:
    page.get_by_role("link", name="Owner, date… of").first.click()
    expect(page.get_by_label("Reason").first).to_be_visible()


def _open_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()


def _open_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator("#palette-q").fill("mail")
    expect(page.locator("#palette-offers [role=option]").first).to_be_visible()


def _preview_people(page: Page) -> None:
    page.get_by_label("People").fill(page.locator("pre.typed").inner_text() + "\nNobody,nothing,king,")
    steps.press(page, "Preview")
    expect(page.locator("h1")).not_to_have_text("Invite many people")


def _preview_customers(page: Page) -> None:
    page.get_by_label("Customers").fill(page.locator("pre.typed").inner_text() + "\nNobody,,much,king")
    steps.press(page, "Preview")
    expect(page.locator("h1")).not_to_have_text("Import customers")


def _confirm(page: Page) -> None:
    if page.locator("h1").inner_text() == "Confirm that it is you":
        page.get_by_label("Password").fill(PASSWORD)
        steps.press(page.get_by_role("main"), "Continue")
        expect(page.locator("h1")).not_to_have_text("Confirm that it is you")


def _enter_password(page: Page) -> None:
    page.get_by_label("E-mail").fill(SECURED)
    page.get_by_label("Password").fill(PASSWORD)
    steps.press(page.get_by_role("main"), "Log in")
    expect(page.locator("h1")).to_have_text("Use your passkey")


STEPS: dict[str, Callable[[Page], None]] = {
    "board-acting": _open_row_form,
    "postmortem-merge": _meet_another_text,
    "declare-refused": _refuse,
    "incident-commands": _open_commands,
    "incident-menu": _open_menu,
    "incident-dialog": _open_dialog,
    "incident-keys": _open_keys,
    "palette": _open_palette,
    "invite-many-preview": _preview_people,
    "customer-import-preview": _preview_customers,
    "passkey": _confirm,
    "passkey-remove": _confirm,
    "second-factor-codes": _confirm,
    "second-factor-codes-new": _confirm,
    "second-factor-app-remove": _confirm,
    "login-code": _enter_password,
}
