"""The authenticator app on another phone: the only way to change it for somebody who must have one."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.generic import FormView

from accounts.services.people import forget_authenticator_app


class NewPhone(totp.ActivateTOTPView):
    """Sets the app up anew; the earlier secret works until the first code of the new one was right."""

    extra_context = {"is_new_phone": True}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 for who has no app; allauth's own would lead away who has one."""
        get_object_or_404(Authenticator, user=request.user, type=Authenticator.Type.TOTP)
        return self._confirmed(request, *args, **kwargs)

    @method_decorator(reauthentication_required(app="allauth.mfa"))
    def _confirmed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return FormView.dispatch(self, request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """The new secret takes the place of the earlier one; recovery codes stay."""
        with transaction.atomic():
            forget_authenticator_app(person=self.request.user)
            answer: HttpResponse = super().form_valid(form)
        return answer
