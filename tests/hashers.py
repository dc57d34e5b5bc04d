"""Password hashers that are quick, and count."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Quick(PBKDF2PasswordHasher):
    iterations = 2
    runs = 0

    def encode(self, *args: object, **kwargs: object) -> str:
        Quick.runs += 1
        return super().encode(*args, **kwargs)  # type: ignore[arg-type]


class Stronger(Quick):
    iterations = 3
