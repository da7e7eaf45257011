"""Secrets of second factors: encrypted where they are stored, and kept when SECRET_KEY is changed."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from accounts.enums import SecondFactorRule
from accounts.services.company import SecondFactorPolicy, edit_company
from accounts.services.secrets import decrypt, encrypt
from core.errors import DomainError
from tests.accounts.test_second_factor import code_for

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def renew():
    said = StringIO()
    call_command("renew_secrets", stdout=said)
    return said.getvalue()


def test_what_is_stored_is_not_the_secret_and_still_checks_codes(responder):
    app, codes = TOTP.activate(responder, SECRET), RecoveryCodes.activate(responder)
    stored = {row.type: row.data for row in Authenticator.objects.filter(user=responder)}
    assert SECRET not in str(stored)
    assert decrypt(stored["totp"]["secret"]) == SECRET
    assert stored["recovery_codes"]["seed"] != decrypt(stored["recovery_codes"]["seed"])
    assert app.validate_code(code_for(SECRET))
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_the_same_text_is_stored_differently_each_time():
    assert encrypt(SECRET) != encrypt(SECRET)


def test_a_changed_key_reads_with_the_earlier_one_and_then_without(responder, settings):
    earlier = settings.SECRET_KEY
    TOTP.activate(responder, SECRET)
    settings.SECRET_KEY = "another long and random text"
    with pytest.raises(CommandError, match="SECRET_KEY was changed"):
        renew()
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert TOTP(Authenticator.objects.get()).validate_code(code_for(SECRET))
    assert "1 secrets are stored" in renew()
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(Authenticator.objects.get().data["secret"]) == SECRET
    with pytest.raises(DomainError, match="removes two-factor authentication"):
        decrypt("gibberish")


def test_a_session_survives_a_changed_key(as_user, responder, settings):
    client, earlier = as_user(responder), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another long and random text", [earlier]
    assert client.get("/profile/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get("/profile/").status_code == 200, "it was signed anew"


def test_the_last_one_stays_where_the_company_requires_one(as_user, manager, admin):
    TOTP.activate(manager, SECRET)
    client = as_user(manager)
    edit_company(actor=admin, name="Acme", zone="UTC", policy=SecondFactorPolicy(SecondFactorRule.REQUIRED))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 9e12, "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(manager.pk)
    session.save()
    refused = client.post("/profile/second-factor/app/remove/")
    assert (refused.status_code, "requires two-factor" in refused.content.decode()) == (422, True)
    assert Authenticator.objects.filter(user=manager).exists()
    edit_company(actor=admin, name="Acme", zone="UTC", policy=SecondFactorPolicy(SecondFactorRule.ASKED))
    assert client.post("/profile/second-factor/app/remove/").status_code == 302
