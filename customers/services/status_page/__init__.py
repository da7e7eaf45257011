"""Use cases of the status page: its snapshot, the switch, maintenance, subscriptions and their mails."""
