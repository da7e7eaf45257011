"""Live timelines: one process holds the watchers of many rooms, hears of changes from PostgreSQL, and fans them out."""

from live.streams.endpoint import PATH, stream
from live.streams.hub import close_all

__all__ = ["PATH", "close_all", "stream"]
