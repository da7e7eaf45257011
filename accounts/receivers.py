"""Records in the audit log what Django and allauth signal about logins. Each receiver calls one service."""

import time
from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import signals as auth
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.adapter import SET_UP_AT
from accounts.enums import SecondFactorRule
from accounts.models import BEGAN_AT, User
from accounts.second_factor import look_at_second_factor
from accounts.services.sign_in import note_failed_login, note_login, note_password_changed, note_second_factor

ASKED = "Your company asks managers and admins to set up two-factor authentication: Profile, Two-factor authentication."


@receiver(auth.user_logged_in, dispatch_uid="audit_login")
def audit_login(*, request: HttpRequest | None, user: User, **_: Any) -> None:
    """A person logged in; their session knows since when."""
    note_login(person=user, address=_address(request))
    if request is None:
        return
    request.session[BEGAN_AT] = time.time()
    if look_at_second_factor(request, user) == SecondFactorRule.ASKED:
        messages.info(request, ASKED, fail_silently=True)


@receiver(auth.user_login_failed, dispatch_uid="audit_failed_login")
def audit_failed_login(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Somebody failed to log in."""
    note_failed_login(email=str(credentials.get("email", "")), address=_address(request))


@receiver(mfa.authentication_failed, dispatch_uid="audit_failed_code")
def audit_failed_code(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """The password was right, the code or passkey was not."""
    what = "passkey" if authenticator.type == Authenticator.Type.WEBAUTHN else "code of the second factor"
    note_failed_login(email=user.email, address=_address(request), reason=f"the {what} is wrong")


@receiver([account.password_changed, account.password_set, account.password_reset], dispatch_uid="audit_password")
def audit_password(*, user: User, **_: Any) -> None:
    """A person has a new password."""
    note_password_changed(person=user)


@receiver(mfa.authenticator_added, dispatch_uid="audit_factor_added")
def audit_factor_added(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A person added an authenticator app, a passkey or recovery codes."""
    note_second_factor(person=user, change=f"added {_named(authenticator)}")


@receiver(mfa.authenticator_added, dispatch_uid="remember_factor_set_up")
def remember_set_up(*, request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    """The session knows that the new app or passkey was used just now, which is a confirmation."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[SET_UP_AT] = time.time()


@receiver([mfa.authenticator_added, mfa.authenticator_removed], dispatch_uid="second_factor_due")
def look_again(*, request: HttpRequest, user: User, **_: Any) -> None:
    """The session knows whether one must be set up before anything else."""
    look_at_second_factor(request, user)


@receiver(mfa.authenticator_removed, dispatch_uid="audit_factor_removed")
def audit_factor_removed(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A person removed one."""
    note_second_factor(person=user, change=f"removed {_named(authenticator)}")


@receiver(mfa.authenticator_reset, dispatch_uid="audit_factor_renewed")
def audit_factor_renewed(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A person made new recovery codes."""
    note_second_factor(person=user, change=f"renewed {authenticator.type}")


def _named(authenticator: Authenticator) -> str:
    """The type; of a passkey also its name, because there may be several."""
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        return f"passkey {authenticator}"
    return str(authenticator.type)


def _address(request: HttpRequest | None) -> str:
    try:
        return str(get_adapter().get_client_ip(request)) if request else ""
    except PermissionDenied:  # allauth's way to say that the request has none
        return ""
