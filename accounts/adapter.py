"""How allauth behaves here: nobody signs up by themselves; people are invited."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.enums import SecondFactorRule
from accounts.models import Company, User
from accounts.permissions import is_manager
from accounts.services.secrets import decrypt, encrypt

SET_UP_AT = "second_factor_set_up_at"  # in the session: seconds since the epoch


class AccountAdapter(DefaultAccountAdapter):
    """Closes public sign-up; links in e-mails start with BASE_URL, whatever host the request was sent to."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is deactivated. An admin can reactivate it.",
        "email_password_mismatch": "The e-mail address or the password is wrong.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": "This code is wrong or has expired. Enter the next one.",
        "incorrect_password": "This password is wrong.",
        "rate_limited": "Too many attempts. Wait a minute and try again.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, or reset your password.",
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
        """Not right after somebody typed a code of the new authenticator app: the recovery codes show at once then."""
        set_up_at = self.request.session.get(SET_UP_AT, 0)
        if app == "allauth.mfa" and 0 <= time.time() - set_up_at < REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app))

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the one address a person has; allauth would look in a table of addresses that stays empty here."""
        return bool(self.authenticate(self.request, email=user.email, password=password) == user)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps secrets of second factors encrypted, and the last one of somebody who needs one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Your company requires two-factor authentication of managers and admins. Add "
        "another one before you remove this one.",
        "incorrect_code": "This code is wrong or has expired. Enter the next one.",
    }

    def encrypt(self, text: str) -> str:
        """As it is stored: in the database and in backups it is of no use without SECRET_KEY."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was stored, also under an earlier SECRET_KEY that is still in SECRET_KEY_FALLBACKS."""
        return decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one where the company requires one. Recovery codes alone do not count."""
        company = Company.objects.filter(second_factor=SecondFactorRule.REQUIRED).first()
        if company is None or not is_manager(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
