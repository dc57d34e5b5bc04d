"""Secrets from the environment or from files, as orchestrators and vaults hand them to a container."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret(name: str, default: str = "") -> str:
    """The variable ``name``, or the content of the file that ``<name>_FILE`` names, without blanks at its ends.

    Raises ``ImproperlyConfigured`` where both are set or the file cannot be read.
    """
    value, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not path:
        return value or default
    if value:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: unset one of them.")
    try:
        return Path(path).read_text(encoding="utf-8").strip() or default
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not text in UTF-8"
        raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {reason}.") from None
