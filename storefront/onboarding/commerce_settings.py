"""A clinic's commerce settings change: what that means for its orders and for who is signed in.

What a patient was given at sign-in is for the upstream that the clinic had, and is never sent to another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storefront.clinics.hosts.verification import end_sessions
from storefront.clinics.models import Clinic
from storefront.sealing import UnsealError

# Whose orders they are: to change one of these is to look at somebody else's books.
WHOSE = frozenset({"kind", "tenant", "organization", "origin", "client_id"})
WHERE = frozenset({"api", "patient_api", "public_api"})  # who would be sent the tokens of patients who are signed in


def stored_settings(clinic: Clinic) -> dict[str, Any]:
    """Nothing for a draft, and where ``FIELD_KEYS`` no longer opens it: then all of it has to be given anew."""
    if clinic.is_draft:
        return {}
    try:
        return clinic.commerce
    except UnsealError:
        return {}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names of the settings that are not as they were. One that came with a release and is empty is as it was."""
    return sorted(name for name in {*before, *after} if (before.get(name) or None) != (after.get(name) or None))


def change_commerce(clinic: Clinic, after: dict[str, Any]) -> bool:
    """Give the clinic these settings, not saved yet. True when its sessions had to end, which is in the caller's
    transaction."""
    had_some = not clinic.is_draft  # where they can no longer be opened, they may have been anybody's
    names = changed(stored_settings(clinic), after)
    moves = had_some and bool((WHOSE | WHERE) & {*names})
    clinic.set_commerce(after)
    if moves:
        end_sessions(clinic)
    return moves
