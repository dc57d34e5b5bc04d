"""No, in the words of this server: ``{"message": text or list of texts, "statusCode": n, "error": "..."}``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from sandbox.http import Refusal


def refuse(status: int, message: str | list[str], **more: Any) -> Refusal:
    error = HTTPStatus(status).phrase
    return Refusal(status, {"message": message, "statusCode": status, "error": error} | more)


def reworded(refusal: Refusal) -> Refusal:
    """A refusal of the frame (unknown route, broken JSON) in this server's shape."""
    if refusal.payload is not None:
        return refusal
    worded = refuse(refusal.status, refusal.reason)
    worded.headers = refusal.headers
    return worded
