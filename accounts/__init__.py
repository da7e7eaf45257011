"""People, teams, roles, preferences, and the audit log."""
