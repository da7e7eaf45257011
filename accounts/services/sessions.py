"""Where people are logged in: noted while they work, ended one by one or all at once."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.enums import AuditAction
from accounts.models import User
from accounts.readers import LONGEST_USER_AGENT
from accounts.services.auditing import audit
from accounts.signals import SESSION_CHANNEL


def unused_until() -> datetime:
    """When a session that is used now ends if nobody uses it again."""
    return timezone.now() + timedelta(seconds=settings.SESSION_UNUSED_AGE)


def note_session_used(*, person: User, key: str, address: str, user_agent: str) -> None:
    """A session is in use: it lives on from now, and the list of sessions says when and from where."""
    Session.objects.filter(pk=key).update(expire_date=unused_until())
    UserSession.objects.update_or_create(
        session_key=key,
        defaults={
            "user": person,
            "ip": address,
            "user_agent": user_agent[:LONGEST_USER_AGENT],
            "last_seen_at": timezone.now(),
        },
    )


@transaction.atomic
def end_session(*, actor: User, session: UserSession) -> None:
    """Logs a browser of the actor out, at once; ending one that has ended changes nothing."""
    deleted, _ = UserSession.objects.filter(pk=session.pk, user=actor).delete()
    if deleted:
        end_stored_session(session.session_key)
        detail = {"person": actor.pk, "session": "ended", "address": session.ip}
        audit(actor=actor, action=AuditAction.PERSON_CHANGED, subject=actor.name, detail=detail)


@transaction.atomic
def end_all_sessions(*, actor: User, person: User) -> User:
    """Logs the person out everywhere, at once; whoever does it to themselves logs in anew."""
    person = User.objects.select_for_update().get(pk=person.pk)
    person.session_epoch += 1
    person.save(update_fields=["session_epoch"])
    UserSession.objects.filter(user=person).delete()
    announce_sessions_of(person)
    audit(
        actor=actor,
        action=AuditAction.PERSON_CHANGED,
        subject=person.name,
        detail={"person": person.pk, "sessions": "ended"},
    )
    return person


def end_stored_session(key: str) -> None:
    """Deletes a session; the streams that use it end, too."""
    Session.objects.filter(pk=key).delete()
    UserSession.objects.filter(session_key=key).delete()
    _announce(f"session:{key}")


def clear_ended_sessions() -> None:
    """Deletes the sessions that have expired, and the address and browser of every session that is gone."""
    call_command("clearsessions")
    UserSession.objects.filter(~Exists(Session.objects.filter(pk=OuterRef("session_key")))).delete()


def announce_sessions_of(person: User) -> None:
    """Has the streams look again at every session of a person, because some ended or their rights changed."""
    _announce(f"person:{person.pk}")


def _announce(payload: str) -> None:
    """Told when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [SESSION_CHANNEL, payload])
