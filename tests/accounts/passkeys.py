"""A passkey in software: what a browser and its authenticator would answer."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

HERE = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV  # somebody is there, and unlocked it


class Passkey:
    """One credential. `origin` is the address of the page that asks; `rp` the host that the passkey belongs to."""

    def __init__(self, *, origin="", rp="localhost"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.origin = origin or settings.BASE_URL
        self.rp_hash = hashlib.sha256(rp.encode()).digest()

    def created(self, options):
        """The answer to the options of a page that adds one, as the form sends it."""
        client = self._client(CollectedClientData.TYPE.CREATE, options["creation_options"])
        public = AttestedCredentialData.create(bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key()))
        facts = AuthenticatorData.create(self.rp_hash, HERE | AuthenticatorData.FLAG.AT, 0, public)
        attested = AttestationObject.create("none", facts, {})
        return self._answer(clientDataJSON=client, attestationObject=attested)

    def used(self, options):
        """The answer to the options of a page that asks for one."""
        client = self._client(CollectedClientData.TYPE.GET, options["request_options"])
        facts = AuthenticatorData.create(self.rp_hash, HERE, 1)
        signature = self.key.sign(facts + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=facts, signature=signature)

    def _client(self, kind, options):
        return CollectedClientData.create(kind, options["publicKey"]["challenge"], self.origin)

    def _answer(self, **response):
        encoded = {name: websafe_encode(value) for name, value in response.items()}
        identity = websafe_encode(self.id)
        return json.dumps({"id": identity, "rawId": identity, "type": "public-key", "response": encoded})


def options_of(answer):
    """What the page tells its script."""
    return answer.context["js_data"]


def add(client, name="Work laptop"):
    """Adds one as a person does who has nothing to confirm with yet, or did so lately."""
    passkey = Passkey()
    page = client.get("/profile/second-factor/passkey/")
    answer = client.post(
        "/profile/second-factor/passkey/", {"name": name, "credential": passkey.created(options_of(page))}
    )
    assert answer.status_code == 302, answer.content.decode()
    return passkey
