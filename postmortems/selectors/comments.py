"""Threads of comments beside the sections they are about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from accounts.models import User
from core.plain_words import plain_words
from postmortems.models import Comment, CommentThread, Postmortem, Section


@dataclass(frozen=True, slots=True)
class CommentShown:
    """One comment; `author` holds the columns that pages show."""

    key: int
    author: User
    at: datetime
    html: str


@dataclass(frozen=True, slots=True)
class ThreadShown:
    """A thread. `is_gone`: the section no longer says the passage that it quotes."""

    key: int
    section: int
    passage: str
    resolved_at: datetime | None
    resolved_by: str
    comments: list[CommentShown]
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """All threads of a postmortem on sections that are not removed."""

    threads: list[ThreadShown]

    @property
    def open_count(self) -> int:
        """Threads that nobody resolved."""
        return sum(thread.resolved_at is None for thread in self.threads)

    @property
    def rendered(self) -> list[str]:
        """All comments as they were rendered, for what they quote."""
        return [comment.html for thread in self.threads for comment in thread.comments]


def talk_of(postmortem: Postmortem) -> Talk:
    """In one query, whatever their number."""
    return read_talk(Postmortem.objects.filter(pk=postmortem.pk).values_list(threads_column(), flat=True).get())


def threads_column() -> ArraySubquery:
    """The threads of a postmortem with their comments, for a query of postmortems."""
    comments = Comment.objects.filter(thread=OuterRef("pk")).order_by("pk")
    said = JSONObject(
        key="pk", at="written_at", html="html", author="author_id", name="author__name", kind="author__kind"
    )
    threads = CommentThread.objects.filter(section__postmortem=OuterRef("pk"), section__removed_at__isnull=True)
    row = JSONObject(
        key="pk",
        section="section_id",
        passage="passage",
        resolved_at="resolved_at",
        resolved_by="resolved_by__name",
        comments=ArraySubquery(comments.values(row=said)),
    )
    return ArraySubquery(threads.order_by("pk").values(row=row))


def read_talk(rows: list[dict[str, Any]]) -> Talk:
    """What `threads_column` read."""
    return Talk([_thread(row) for row in rows])


def _thread(row: dict[str, Any]) -> ThreadShown:
    return ThreadShown(
        key=row["key"],
        section=row["section"],
        passage=row["passage"],
        resolved_at=_instant(row["resolved_at"]),
        resolved_by=row["resolved_by"] or "",
        comments=[_comment(each) for each in row["comments"] or ()],
    )


def _comment(row: dict[str, Any]) -> CommentShown:
    author = User(pk=row["author"], name=row["name"], kind=row["kind"])
    return CommentShown(row["key"], author, datetime.fromisoformat(row["at"]), row["html"])


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def holds_passage(section: Section, passage: str) -> bool:
    """Whether the section says the passage, as it reads or as it was typed; breaks of lines do not matter."""
    wanted = " ".join(passage.split())
    return wanted in plain_words(section.html) or wanted in " ".join(section.body.split())
