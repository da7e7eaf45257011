"""The kinds of messages that incidents send, each with its check whether it is still due, its readers and its words."""

from incidents.deliveries import announcements, hiding, mentions, merges, posts, roles, tasks, updates

__all__ = ["announcements", "hiding", "mentions", "merges", "posts", "roles", "tasks", "updates"]
