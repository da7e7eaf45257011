"""Secrets that must be read again, such as those of authenticator apps: encrypted in the database and in backups."""

from base64 import urlsafe_b64encode

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from accounts.registries.secrets import renew_registered
from core.errors import DomainError

PURPOSE = b"accounts.secrets"  # the same SECRET_KEY gives other keys for other purposes
SECRETS = ("secret", "seed")  # of an authenticator app, and of recovery codes


def encrypt(text: str) -> str:
    """The text as it is stored, under a key made of SECRET_KEY."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The text again. Raises DomainError where it was stored under a key that is neither set nor a fallback."""
    try:
        return _keys().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise DomainError(
            "This secret cannot be read, because SECRET_KEY was changed. Put the earlier key into "
            "SECRET_KEY_FALLBACKS; or an admin removes two-factor authentication from the account."
        ) from error


def renewed(stored: str) -> str:
    """The same under the present SECRET_KEY; nothing stays nothing. Raises DomainError as `decrypt` does."""
    return encrypt(decrypt(stored)) if stored else ""


@transaction.atomic
def renew_secrets() -> int:
    """Stores every secret under the present SECRET_KEY; how many. Raises DomainError where one cannot be read."""
    count = 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        held = {name: row.data[name] for name in SECRETS if name in row.data}
        row.data |= {name: encrypt(decrypt(stored)) for name, stored in held.items()}
        row.save(update_fields=["data"])
        count += len(held)
    return count + renew_registered()


def _keys() -> MultiFernet:
    """The first encrypts, all decrypt."""
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return urlsafe_b64encode(made)
