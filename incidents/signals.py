"""What incidents tell the apps above them."""

from django.dispatch import Signal

# Sent inside the transaction that changed it, with `incident`, `actor`, `change` (an EntryKind) and `status_before`:
# the status it had before this change, which is the present one unless `change` is STATUS.
# A receiver has at most five lines and calls one service.
incident_changed = Signal()

# Sent inside the transaction in which an incident ends, with `incident`, `actor` and `tasks`: open ones that live on as
# action items. A receiver makes these, and says so with `services.tasks.note_became_action`.
tasks_left = Signal()

# Sent inside the transaction before people may no longer see an incident, with `incident`, which is private already,
# and `leaving` (a User; None: everybody who is no member). A receiver refuses with DomainError where somebody still
# holds something in it.
sight_narrows = Signal()

# Where PostgreSQL tells the streams: `incident:seq` of a visible change, `incident:here` of who has it open.
STREAM_CHANNEL = "debrief_incidents"
