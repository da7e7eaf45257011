"""Plain Python without Django: what a postmortem said at one moment, and what differs between two texts."""
