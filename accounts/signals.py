"""What accounts tell other programs through PostgreSQL."""

# Where PostgreSQL tells the streams whose sessions to look at again: `session:KEY`, or `person:4` for all of theirs.
SESSION_CHANNEL = "debrief_sessions"
