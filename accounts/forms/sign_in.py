"""allauth's forms in our words: a label above each field, no placeholder in it."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms

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


class ResetPasswordKeyForm(_Plain, account.ResetPasswordKeyForm):
    """The new password, twice."""


class ChangePasswordForm(_Plain, account.ChangePasswordForm):
    """The current password and the new one, twice."""


class SetPasswordForm(_Plain, account.SetPasswordForm):
    """A first password, twice, for somebody who has none."""


class ReauthenticateForm(_Plain, account.ReauthenticateForm):
    """The password again, before something that protects the account is changed."""


class SecondFactorForm(_Plain, mfa.AuthenticateForm):
    """The code of the authenticator app, or a recovery code."""


class SecondFactorAgainForm(_Plain, mfa.ReauthenticateForm):
    """The same, before something that protects the account is changed."""


class ActivateTotpForm(_Plain, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""
