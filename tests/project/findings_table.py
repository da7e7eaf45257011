"""The columns of the table of addresses that hold what attackers found: what is limited, exported, not noted."""

from core.limits import Limit

# Where one person may not ask as often as they like, and which of their limits it counts on.
LIMITED = {
    "action_csv": Limit.EXPORTS,
    "action_list": Limit.SEARCHES,
    "affected_csv": Limit.EXPORTS,
    "customer_csv": Limit.EXPORTS,
    "customer_import": Limit.IMPORTS,
    "customer_list": Limit.SEARCHES,
    "attach_file": Limit.FILES,
    "audit_log": Limit.SEARCHES,
    "board_csv": Limit.EXPORTS,
    "board_figures_csv": Limit.EXPORTS,
    "delivery_list": Limit.SEARCHES,
    "document_act": Limit.IMPORTS,
    "document_upload": Limit.IMPORTS,
    "entry_add": Limit.FILES,
    "full_export": Limit.EXPORTS,
    "incident_csv": Limit.EXPORTS,
    "incident_list": Limit.SEARCHES,
    "import_paste": Limit.IMPORTS,
    "lesson_csv": Limit.EXPORTS,
    "letter_file": Limit.EXPORTS,
    "lesson_list": Limit.SEARCHES,
    "merge": Limit.SEARCHES,
    "people": Limit.SEARCHES,
    "postmortem_customers_file": Limit.EXPORTS,
    "postmortem_export": Limit.EXPORTS,
    "postmortem_list": Limit.SEARCHES,
    "search": Limit.SEARCHES,
    "report_known_typed": Limit.SUGGESTIONS,
    "report_read": Limit.SUGGESTIONS,
    "section": Limit.FILES,
    "section_file": Limit.FILES,
    "palette": Limit.SUGGESTIONS,
    "similar_incidents": Limit.SEARCHES,
    "similar_typed": Limit.SUGGESTIONS,
    "timeline_csv": Limit.EXPORTS,
    "timeline_text": Limit.EXPORTS,
}

# What mail programs send by themselves (RFC 8058): it has no token, and the link itself says what ends.
ONE_CLICK = {"status_end"}

# What leaves as a file for spreadsheets: no cell of it is a formula.
CSV = {
    "action_csv",
    "affected_csv",
    "board_csv",
    "board_figures_csv",
    "customer_csv",
    "incident_csv",
    "lesson_csv",
    "timeline_csv",
}

# What of a private incident an admin who is no member may open without being noted when it is opened: a stream is
# noted by what it sends (`tests/live/test_stream.py`).
UNNOTED = {"stream"}
