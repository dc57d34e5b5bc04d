"""Where a product's picture is on our own host."""

from __future__ import annotations

import hashlib

from django.urls import reverse


def picture_path(product_ref: str, url: str) -> str:
    """Our address of the picture; it changes when the upstream's does. Empty when there is none."""
    return reverse("catalogue:picture", args=[product_ref, stamp(url)]) if url else ""


def stamp(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:16]
