"""The kinds of messages that postmortems send, each with its check whether it is still due, and its words."""

from postmortems.deliveries import comments, meetings, postmortems, reviews

__all__ = ["comments", "meetings", "postmortems", "reviews"]
