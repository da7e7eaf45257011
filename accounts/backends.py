"""Sessions in the database, as Django keeps them: an unused one ends, and the streams hear at once when one ends."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session

from accounts.services.sessions import end_stored_session, unused_until


class SessionStore(db.SessionStore):
    """Django's, with two differences: `expire_date` is the end of an unused session, and deleting one is announced.

    The cookie lives for SESSION_COOKIE_AGE, which `accounts.session_middleware` holds for the session, too.
    """

    unused_until: datetime | None = None  # as it was read or stored; None where neither was

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # the stubs do not know it
        if found is not None:
            self.unused_until = found.expire_date
        return found

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to store; it was used now."""
        row = super().create_model_instance(data)
        row.expire_date = self.unused_until = unused_until()
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Ends the session, and whatever stream still uses it."""
        if key := session_key or self.session_key:
            end_stored_session(key)
