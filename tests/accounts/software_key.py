"""A passkey made of software: what a browser and its authenticator would answer (WebAuthn, « none » attestation)."""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class SoftwareKey:
    """`origin`: the page that asks; another one than the portal's is what a fake site would be."""

    def __init__(self, origin: str = "https://testserver"):
        self.origin = origin
        self.id = secrets.token_bytes(32)
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.counter = 0

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin}).encode()

    def _authenticator_data(self, host: str, flags: int, more: bytes = b"") -> bytes:
        self.counter += 1
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big") + more

    def create(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`, as the page's script sends it."""
        asked = options["publicKey"]
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        flags = USER_PRESENT | USER_VERIFIED | ATTESTED
        data = self._authenticator_data(asked["rp"]["id"], flags, attested)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("create", asked["challenge"])
        return self._answer(clientDataJSON=client_data, attestationObject=attestation)

    def get(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.get`."""
        asked = options["publicKey"]
        data = self._authenticator_data(asked["rpId"], USER_PRESENT | USER_VERIFIED)
        client_data = self._client_data("get", asked["challenge"])
        signature = self.private.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client_data, authenticatorData=data, signature=signature)

    def _answer(self, **response: bytes) -> str:
        answer = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**answer, "response": {name: text(value) for name, value in response.items()}})
