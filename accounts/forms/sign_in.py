"""allauth's forms in our words: a label above each field, no placeholder in it."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
from django.http import HttpRequest

from accounts.models import User

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "New password, again",
    "code": "Code",
}


class _Plain(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)


class LoginForm(_Plain, account.LoginForm):
    """E-mail address and password."""


class ResetPasswordForm(_Plain, account.ResetPasswordForm):
    """Where the link goes; never to a bot."""

    users: list[User]  # those with the address

    def clean_email(self) -> str:
        """The address, whether or not anybody who can log in has it."""
        email = str(super().clean_email())
        self.users = [user for user in self.users if not user.is_bot]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Sends the link; not when several for this address went out within the last minute, whoever asked for them.

        Its owner has those, so that nobody who asks from elsewhere keeps them from a new password.
        """
        email = str(self.cleaned_data["email"])
        key = email.strip().lower()
        if not ratelimit.consume(request, app="allauth.account", action="reset_password_mail", key=key):
            return email
        return str(super().save(request, **kwargs))


class ResetPasswordKeyForm(_Plain, account.ResetPasswordKeyForm):
    """The new password, twice."""

    def save(self) -> None:
        """Sets it; wrong ones from before are forgotten. allauth would look in a table that is empty here."""
        super().save()
        get_adapter().forget_failed_logins(context.request, self.user.email)


class ChangePasswordForm(_Plain, account.ChangePasswordForm):
    """The current password and the new one, twice."""


class SetPasswordForm(_Plain, account.SetPasswordForm):
    """A first password, twice, for somebody who has none."""


class ReauthenticateForm(_Plain, account.ReauthenticateForm):
    """The password again, before something that protects the account is changed."""


class _CodeForm(_Plain, mfa.BaseAuthenticateForm):
    authenticator: Authenticator

    def clean_code(self) -> str:
        """As allauth does, which would count attempts by account alone."""
        code = str(self.cleaned_data["code"])
        own = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        # The app comes last, so that a code that fits none is on record as one of the app.
        tried = sorted(own, key=lambda one: one.type == Authenticator.Type.TOTP)
        with get_adapter().counting_second_factor(self.user):
            for authenticator in tried:
                if authenticator.wrap().validate_code(code):
                    authenticator.user = self.user
                    self.authenticator = authenticator
                    return code
            if tried:
                self._emit_authentication_failed(tried[-1])
            raise get_mfa_adapter().validation_error("incorrect_code")


class SecondFactorForm(_CodeForm, mfa.AuthenticateForm):
    """The code of the authenticator app, or a recovery code."""


class SecondFactorAgainForm(_CodeForm, mfa.ReauthenticateForm):
    """The same, before something that protects the account is changed."""


class ActivateTotpForm(_Plain, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""
