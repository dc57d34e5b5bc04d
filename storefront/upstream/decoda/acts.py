"""An act takes several calls here. What an error means depends on which side of the deciding one it happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from storefront.upstream.errors import OutcomeUnknown, PaymentDeclined, Unreachable, Unreadable, UpstreamError


@contextmanager
def nothing_sent_yet() -> Iterator[None]:
    """A look-up beforehand that failed is definite: the act never left."""
    try:
        yield
    except (OutcomeUnknown, Unreadable) as error:
        raise _again(Unreachable, "before the act", error) from None


@contextmanager
def already_sent() -> Iterator[None]:
    """Afterwards nothing may read as "nothing happened". Only a card that was declined is still just that."""
    try:
        yield
    except (OutcomeUnknown, Unreadable, PaymentDeclined):
        raise
    except UpstreamError as error:
        raise _again(OutcomeUnknown, "after the act", error) from None


def _again(kind: type[UpstreamError], when: str, error: UpstreamError) -> UpstreamError:
    return kind(error.upstream, f"{when}: {error.detail}", status=error.status, request_id=error.request_id)
