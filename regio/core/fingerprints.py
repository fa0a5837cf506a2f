"""Fingerprints: the same content gives the same 64 characters, whoever computes them."""

import hashlib
import json
from typing import Any


def canonical_json(content: Any) -> bytes:
    """Return ``content`` as JSON in its one canonical form: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def fingerprint_of(content: Any) -> str:
    """Return the SHA-256 of the canonical JSON of ``content``, in hexadecimal."""
    return hashlib.sha256(canonical_json(content)).hexdigest()
