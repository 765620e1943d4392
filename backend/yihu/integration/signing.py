"""Signatures of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, one for each secret that holds."""

import base64
import hmac
import secrets

PREFIX = "whsec_"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed(message_id: str, timestamp: int, body: bytes, keys: list[str]) -> dict[str, str]:
    """The three headers; two signatures while a secret is being changed over."""
    content = f"{message_id}.{timestamp}.".encode() + body
    macs = [hmac.digest(base64.b64decode(key.removeprefix(PREFIX)), content, "sha256") for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(mac).decode()}" for mac in macs),
    }
