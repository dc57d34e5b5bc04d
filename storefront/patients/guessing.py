"""How often somebody may try to sign in, sign up or ask for a reset: per account, per address and per clinic."""

from __future__ import annotations

from django.utils.translation import ngettext

from storefront.patients.limits import Window, allow, forgive
from storefront.web.request import ShopRequest

QUARTER = 15 * 60
PER_ACCOUNT = Window(5, QUARTER)
PER_ADDRESS = Window(20, QUARTER)
PER_CLINIC = Window(300, QUARTER)


def seconds_to_wait(request: ShopRequest, what: str, account: str) -> int:
    """Count this try; 0 means go ahead. Never a lock: the owner of an account gets in again when the window ends."""
    return max(allow(key, window) for key, window in _limits(request, what, account))


def it_was_no_guess(request: ShopRequest, what: str, account: str) -> None:
    """The try was right: only wrong ones use the limits up, however often one household signs in."""
    for key, window in _limits(request, what, account):
        forgive(key, window)


def _limits(request: ShopRequest, what: str, account: str) -> list[tuple[str, Window]]:
    clinic = request.clinic.slug
    address = request.META.get("REMOTE_ADDR", "")
    return [
        (f"{what}:account:{clinic}:{account.strip().casefold()}", PER_ACCOUNT),
        (f"{what}:address:{clinic}:{address}", PER_ADDRESS),
        (f"{what}:clinic:{clinic}", PER_CLINIC),
    ]


def words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many tries. Please wait %(minutes)s minute and try again.",
        "Too many tries. Please wait %(minutes)s minutes and try again.",
        minutes,
    ) % {"minutes": minutes}
