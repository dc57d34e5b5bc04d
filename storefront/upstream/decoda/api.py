"""The one API of Decoda, with the two headers that every call carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from storefront.upstream.decoda.settings import DecodaSettings
from storefront.upstream.errors import Misconfigured, NotFound, SignedOut, Unreadable, UpstreamError
from storefront.upstream.paths import base_address, fill
from storefront.upstream.types import Access
from storefront.upstream.wire import Call, Reply, Wire

UPSTREAM = "decoda"
# Refusals of a write are judged by what is there afterwards, but for the two whose meaning is the same everywhere:
# a key that is not accepted, and too many requests.
JUDGED = frozenset(range(400, 500)) - {401, 429}


class Api:
    """``wire`` is ready to send."""

    def __init__(self, settings: DecodaSettings) -> None:
        if not settings.tenant or not settings.api_key:
            raise Misconfigured(UPSTREAM, "the tenant or its key is not set")
        try:
            self._app = base_address(settings.app, allow_loopback=settings.allow_loopback)
        except ValueError as problem:
            raise Misconfigured(UPSTREAM, str(problem)) from None
        self.settings = settings
        self.currency = settings.currency
        self.wire = Wire(
            UPSTREAM,
            settings.api,
            headers={"API-KEY": settings.api_key, "TENANT": settings.tenant},
            timeouts=settings.timeouts,
            allow_loopback=settings.allow_loopback,
            tenant=settings.tenant,
            observer=settings.observer,
        )

    def one(
        self,
        route: str,
        *,
        missing: type[UpstreamError] = NotFound,
        query: Mapping[str, str | int] | None = None,
        **parameters: Any,
    ) -> Reply:
        """Read one thing by its id. ``missing`` also for an id that is not of their making (422)."""
        reply = self.wire.send(
            Call(
                "GET",
                route,
                query=query,
                accept=(404, 422),
                refusals={403: Misconfigured, 404: missing},
                parameters=parameters,
            )
        )
        if reply.refused:
            raise no(reply, missing, "no such thing")
        return reply

    def rows(self, route: str, **query: str | int) -> Reply:
        """Read a list. A filter that they do not know is overlooked there, so each row is looked at again here."""
        return self.wire.send(Call("GET", route, query=query, refusals={403: Misconfigured}))

    @property
    def at_location(self) -> dict[str, str]:
        """Of calls that make or pay an order, where the clinic named one of its locations."""
        return {"locationId": self.settings.location} if self.settings.location else {}

    def hosted(self, page: str, access: Access, query: Mapping[str, str]) -> str:
        """The address of one of this patient's hosted pages."""
        parameters = {"tenant": self.settings.tenant, "page": page, "patient": access.patient_ref}
        return self._app + fill("/{tenant}/embed/{page}/{patient}", parameters) + "?" + urlencode(query)


def theirs(reply: Reply) -> bool:
    """Whether a refusal is in Decoda's words: a ``detail`` that is a sentence, or a list for a misshapen request."""
    return isinstance(reply.json, dict) and isinstance(reply.json.get("detail"), str | list)


def no(reply: Reply, kind: type[UpstreamError], detail: str) -> UpstreamError:
    """What a refusal means, once a gateway's page is ruled out."""
    if not theirs(reply):
        return reply.error(Unreadable, f"{detail}, but not in the words of Decoda")
    return reply.error(Misconfigured if reply.status == 403 else kind, detail)


def signed_in(access: Access | None) -> Access:
    """Decoda keeps nothing for guests: every cart belongs to a patient."""
    if access is None or not access.patient_ref:
        raise SignedOut(UPSTREAM, "this needs a patient")
    return access
