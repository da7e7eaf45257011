"""Plain Python without Django: what texts say, and what a postmortem said at one moment."""
