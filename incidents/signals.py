"""What incidents tell the apps above them."""

from django.dispatch import Signal

# Sent inside the transaction that changed it, with `incident`, `actor` and `change` (an EntryKind).
# A receiver has at most five lines and calls one service.
incident_changed = Signal()
