"""Live timelines: one process holds all its watchers, hears of changes from PostgreSQL, and sends them on."""

from live.streams.endpoint import PATH, stream
from live.streams.hub import close_all

__all__ = ["PATH", "close_all", "stream"]
