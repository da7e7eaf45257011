"""How allauth behaves here: people are invited, nobody signs up, nobody is locked out of a browser they used."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.core.internal import ratelimit  # the public one cannot take an attempt back
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac

from accounts.enums import SecondFactorRule
from accounts.models import BEGAN_AT, Company, User
from accounts.permissions import is_manager
from accounts.services.secrets import decrypt, encrypt
from core.proxies import client_address

KNOWN_BROWSER = "debrief_known"  # the cookie of a browser that logged in before
KNOWN_FOR = 365 * 24 * 3600  # seconds
# Counters of ACCOUNT_RATE_LIMITS.
KNOWN_FAILED = "login_failed_known_browser"
ADDRESS_FAILED = "login_failed_address"
ACCOUNT_FAILED = "login_failed_account"
CODE_FAILED = "second_factor_failed"
SET_UP_AT = "second_factor_set_up_at"  # in the session: seconds since the epoch


class AccountAdapter(DefaultAccountAdapter):
    """Closes public sign-up; links in e-mails start with BASE_URL, whatever host the request was sent to."""

    _login_failed_rl_usage: Any  # allauth takes back what it holds when the password was right
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is deactivated. An admin can reactivate it.",
        "email_password_mismatch": "The e-mail address or the password is wrong.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": "This code is wrong or has expired. Enter the next one.",
        "incorrect_password": "This password is wrong.",
        "rate_limited": "Too many attempts. Wait a minute and try again.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes; after very many, a day. For a password you "
        "need not wait if you reset it.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: admins invite people."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail; `key` is what allauth made of person and token."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.BASE_URL}{path.replace('UID-KEY', key)}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the profile."""
        return reverse("profile")

    def is_reauthentication_required(self, *, app: str | None = None) -> bool:
        """Not shortly after a login, which is one.

        Nor right after somebody used a new authenticator app or passkey: the recovery codes show at once then.
        """
        confirmed = [BEGAN_AT, SET_UP_AT] if app == "allauth.mfa" else [BEGAN_AT]
        if any(0 <= time.time() - self.request.session.get(at, 0) < REAUTHENTICATION_TIMEOUT for at in confirmed):
            return False
        return bool(super().is_reauthentication_required(app=app))

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """The first is offered first: codes come last, because who has a passkey may have recovery codes alone."""
        methods = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: method["id"] == "mfa_reauthenticate")

    def get_client_ip(self, request: HttpRequest) -> str:
        """As `TRUSTED_PROXIES` says."""
        return client_address(request)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Gives the browser a cookie by which it is known as one where this person logged in."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        known = signing.dumps([get_random_string(16), _digest(user.email)], salt=KNOWN_BROWSER)
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(KNOWN_BROWSER, known, max_age=KNOWN_FOR, secure=secure, httponly=True, samesite="Lax")
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the attempt, and refuses it when there were too many.

        A browser where the person logged in before has a counter of its own, so that what others try, from the same
        address too, never keeps somebody out of their own account.
        """
        known = _known_browser(request, str(credentials.get("email", "")))
        if not known:
            super().pre_authenticate(request, **credentials)
            for action, key in self._slow_counters(request, str(credentials.get("email", ""))):
                usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
                if not usage:
                    raise self.validation_error("too_many_login_attempts")
                self._login_failed_rl_usage.usage += usage.usage
            return
        usage = ratelimit.consume(request, app="allauth.account", action=KNOWN_FAILED, key=known)
        self._login_failed_rl_usage = usage
        if not usage:
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The account from one address, of IPv6 from one network; allauth's would be the account from anywhere."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{ratelimit.get_ip(request)}"

    def _slow_counters(self, request: HttpRequest, email: str) -> list[tuple[str, str]]:
        """What counts over a day: action and key."""
        return [
            (ADDRESS_FAILED, self._get_login_attempts_cache_key(request, email=email)),
            (ACCOUNT_FAILED, email.strip().lower()),
        ]

    @contextmanager
    def counting_second_factor(self, user: User) -> Iterator[None]:
        """Counts an attempt at a second factor, and refuses it when there were too many. A right one takes it back.

        Counted as wrong passwords are, so that who knows the password locks nobody out of a browser they used.
        """
        known = _known_browser(self.request, user.email)
        place = f"code:{user.pk}:{known or ratelimit.get_ip(self.request)}"
        counters = [(CODE_FAILED, place), (ADDRESS_FAILED, place)]
        if not known:
            counters.append((ACCOUNT_FAILED, f"code:{user.pk}"))
        counted = []
        for action, key in counters:
            usage = ratelimit.consume(self.request, app="allauth.account", action=action, key=key)
            if not usage:
                raise self.validation_error("too_many_login_attempts")
            counted.append(usage)
        yield
        for usage in counted:
            usage.rollback()

    def forget_failed_logins(self, request: HttpRequest, email: str) -> None:
        """After a reset of the password, whoever reads the account's mail need not wait. Codes are still counted."""
        self._delete_login_attempts_cached_email(request, email=email)
        for action, key in self._slow_counters(request, email):
            ratelimit.clear(request, app="allauth.account", action=action, key=key)

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the one address a person has; allauth would look in a table of addresses that stays empty here."""
        return bool(self.authenticate(self.request, email=user.email, password=password) == user)


def _known_browser(request: HttpRequest, email: str) -> str:
    """The name of the browser, if the person with this address logged in there before; else nothing."""
    try:
        name, digest = signing.loads(request.COOKIES.get(KNOWN_BROWSER, ""), salt=KNOWN_BROWSER, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return str(name) if digest == _digest(email) else ""


def _digest(email: str) -> str:
    return salted_hmac(KNOWN_BROWSER, email.strip().lower()).hexdigest()


class MFAAdapter(DefaultMFAAdapter):
    """Keeps secrets of second factors encrypted, and the last one of somebody who needs one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Your company requires two-factor authentication of managers and admins, "
        "and you have no other one. Go back and choose Move to a new phone, which replaces this one.",
        "incorrect_code": "This code is wrong or has expired. Enter the next one.",
        "passkey_not_added": "This passkey was not added, because what the browser sent could not be checked. "
        "Try again.",
        "passkey_refused": "This passkey was not accepted: it is not one of yours here, or another tab asked for it "
        "meanwhile. Try again.",
    }

    def encrypt(self, text: str) -> str:
        """As it is stored: in the database and in backups it is of no use without SECRET_KEY."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was stored, also under an earlier SECRET_KEY that is still in SECRET_KEY_FALLBACKS."""
        return decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """What a passkey is called if nobody names it."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host of BASE_URL, whatever host the request was sent to."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": "Debrief"}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one where the company requires one. Recovery codes alone do not count."""
        company = Company.objects.filter(second_factor=SecondFactorRule.REQUIRED).first()
        if company is None or not is_manager(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
