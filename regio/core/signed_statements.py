"""Statements that the portal signs, so that anybody can check later that it made them.

Ed25519 over the canonical JSON of the statement. The private key is a setting; its
public half, and those of keys that were replaced, are published. How to check a
statement without the portal: docs/operations/receipts.md.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from regio.core.fingerprints import canonical_json

ALGORITHM = "Ed25519"
KEY_BYTES = 32
KEY_ID_LENGTH = 16


@dataclass(frozen=True)
class PublicKey:
    """The public half of a key with which the portal signs, or once signed."""

    key_id: str
    raw: str
    """Base64 of its 32 bytes."""
    pem: str
    is_current: bool


def sign(statement: Any) -> tuple[str, str]:
    """Return the signature of ``statement`` in base64, and the id of the key that made it."""
    key = _private_key(settings.RECEIPT_SIGNING_KEY)
    signature = key.sign(canonical_json(statement))
    return base64.b64encode(signature).decode(), key_id_of(_raw(key.public_key()))


def is_signed_by_portal(statement: Any, *, signature: str, key_id: str) -> bool:
    """Tell whether a key of the portal made ``signature`` over ``statement``; never raises."""
    known = public_keys().get(key_id)
    if known is None:
        return False
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(known.raw))
    try:
        public.verify(base64.b64decode(signature, validate=True), canonical_json(statement))
    except (InvalidSignature, binascii.Error, ValueError, TypeError):
        return False
    return True


def public_keys() -> Mapping[str, PublicKey]:
    """Return the keys whose signatures hold, by id: the current one first, then the older ones."""
    current = _raw(_private_key(settings.RECEIPT_SIGNING_KEY).public_key())
    older = [base64.b64decode(one) for one in settings.RECEIPT_OLD_PUBLIC_KEYS]
    return {key_id_of(raw): _described(raw, is_current=raw == current) for raw in (current, *older)}


def key_id_of(raw: bytes) -> str:
    """Return the name of a public key: the beginning of its SHA-256."""
    return hashlib.sha256(raw).hexdigest()[:KEY_ID_LENGTH]


def is_key(text: str) -> bool:
    """Tell whether ``text`` is a public key, or the seed of a private one, in base64."""
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _described(raw: bytes, *, is_current: bool) -> PublicKey:
    public = Ed25519PublicKey.from_public_bytes(raw)
    return PublicKey(
        key_id=key_id_of(raw),
        raw=base64.b64encode(raw).decode(),
        pem=public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        is_current=is_current,
    )


@cache
def _private_key(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
