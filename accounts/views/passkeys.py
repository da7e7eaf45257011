"""allauth's pages of passkeys, where they refuse in the page itself, and go back to the page of second factors."""

from typing import Any

from allauth.mfa.webauthn import views as webauthn
from django.http import HttpResponse
from django.urls import reverse_lazy

from accounts.forms.passkeys import RemovePasskeyForm

BACK = reverse_lazy("mfa_index")


class Add(webauthn.AddWebAuthnView):
    """A new passkey; the first second factor of somebody shows their recovery codes next."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth's, but with the form that was refused."""
        return {**super().get_context_data(), **kwargs}


class Rename(webauthn.EditWebAuthnView):
    """Another name for one's own passkey."""

    success_url = BACK


class Remove(webauthn.RemoveWebAuthnView):
    """Removes one's own passkey; allauth would remove the last factor of somebody who needs one."""

    success_url = BACK
    form_class = RemovePasskeyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form decides whether it may go."""
        return {**super().get_form_kwargs(), "authenticator": self.object}


class Confirm(webauthn.ReauthenticateWebAuthnView):
    """Confirms with a passkey that it is the person; allauth would go to the home page when it is refused."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what was wrong."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth's, but with the form that was refused."""
        return {**super().get_context_data(), **kwargs}
