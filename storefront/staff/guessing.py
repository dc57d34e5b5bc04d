"""How often a password or a code of staff may be tried: per account and per address. Never a lock."""

from __future__ import annotations

from django.http import HttpRequest

from storefront.patients.guessing import PER_ACCOUNT, PER_ADDRESS, words
from storefront.patients.limits import Window, allow, forgive

__all__ = ["it_was_no_guess", "seconds_to_wait", "words"]


def seconds_to_wait(request: HttpRequest, what: str, account: str) -> int:
    """Count this try of ``what`` ("sign-in", "code"); 0 means go ahead."""
    return max(allow(key, window) for key, window in _limits(request, what, account))


def it_was_no_guess(request: HttpRequest, what: str, account: str) -> None:
    for key, window in _limits(request, what, account):
        forgive(key, window)


def _limits(request: HttpRequest, what: str, account: str) -> list[tuple[str, Window]]:
    """A try from one address uses up that address's share of the account, so a stranger cannot keep its owner out."""
    address = request.META.get("REMOTE_ADDR", "")
    return [
        (f"staff:{what}:account:{account.casefold()}:{address}", PER_ACCOUNT),
        (f"staff:{what}:account:{account.casefold()}", Window(PER_ACCOUNT.hits * 10, PER_ACCOUNT.seconds)),
        (f"staff:{what}:address:{address}", PER_ADDRESS),
    ]
