"""Forms of passkeys: what the browser answered is checked by allauth and fido2, and refused in our words."""

import struct
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa import signals
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError

from accounts.services.sign_in import note_second_factor

LONGEST_NAME = 60  # characters
LARGEST = 16_384  # characters of what a browser sends; it is a tenth of that
NOT_ASKED = "Your browser was not asked for a passkey, because the page's script did not run. "
# What fido2 raises at an answer that is none.
UNREADABLE = (AssertionError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError, struct.error)


class _Credential(forms.JSONField):
    """What the browser answered, as JSON. A script fills it in, so none is there without JavaScript."""

    def __init__(self, *, otherwise: str) -> None:
        messages = {
            "required": NOT_ASKED + otherwise,
            "invalid": "What the browser sent cannot be read. Try again.",
        }
        super().__init__(widget=forms.HiddenInput, error_messages=messages)

    def to_python(self, value: Any) -> Any:
        """Refuses what no browser sends: its answer is short, and has names and base64 alone in it."""
        if value in self.empty_values:
            return None
        if not isinstance(value, str) or len(value) > LARGEST or not value.isascii() or "\\" in value:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(value)
        except RecursionError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A new passkey and what it is called."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        required=False,
        help_text="By which you tell your passkeys apart, such as “Work laptop” or “Key on my key ring”.",
    )
    credential = _Credential(otherwise="Switch JavaScript on and try again, or set up an authenticator app instead.")

    def clean(self) -> dict[str, Any]:
        """Checks what the browser answered, and keeps of it what is needed to check the passkey later."""
        try:
            cleaned = dict(super().clean())
            if answer := cleaned.get("credential"):
                response = {name: answer["response"][name] for name in ("clientDataJSON", "attestationObject")}
                cleaned["credential"] = {"id": answer["rawId"], "rawId": answer["rawId"], "response": response}
        except (ValidationError, *UNREADABLE):
            raise get_adapter().validation_error("passkey_not_added") from None
        return cleaned


class PasskeyForm(webauthn.AuthenticateWebAuthnForm):
    """A passkey after the password."""

    credential = _Credential(otherwise="Switch JavaScript on and try again, or enter a code instead.")

    def clean_credential(self) -> Authenticator:
        """The passkey that was used. What is refused is on record, as a wrong code is, and counts as one."""
        credential = self.cleaned_data["credential"]
        try:
            with get_account_adapter().counting_second_factor(self.user):
                auth.parse_authentication_response(credential)
                return auth.complete_authentication(self.user, credential)
        except ValidationError as error:
            if error.code != "incorrect_code":
                raise  # too many attempts
        except UNREADABLE:
            pass
        signals.authentication_failed.send(
            sender=Authenticator,
            request=context.request,
            user=self.user,
            authenticator=Authenticator(user=self.user, type=Authenticator.Type.WEBAUTHN),
            reauthentication=self.reauthenticated,
        )
        raise get_adapter().validation_error("passkey_refused")


class PasskeyAgainForm(PasskeyForm):
    """A passkey before something that protects the account is changed."""

    reauthenticated = True


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME)

    def save(self) -> Authenticator:
        """Renames it, and records that."""
        before = str(self.instance)
        authenticator: Authenticator = super().save()
        if str(authenticator) != before:
            note_second_factor(person=authenticator.user, change=f"renamed passkey {before} to {authenticator}")
        return authenticator


class RemovePasskeyForm(forms.Form):
    """The confirmation; refused for the last second factor of somebody who needs one."""

    def __init__(self, *args: Any, authenticator: Authenticator, **kwargs: Any) -> None:
        self.authenticator = authenticator
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where the company requires it."""
        if not get_adapter().can_delete_authenticator(self.authenticator):
            raise get_adapter().validation_error("cannot_delete_authenticator")
        return self.cleaned_data
