"""The two APIs of CarePortals, with the headers that say whose patients these are."""

from __future__ import annotations

from storefront.upstream.careportals.messages import message_of
from storefront.upstream.careportals.settings import CarePortalsSettings
from storefront.upstream.errors import Misconfigured, Unreadable, UpstreamError
from storefront.upstream.paths import HEX_ID
from storefront.upstream.wire import Reply, Wire

UPSTREAM = "careportals"


class Apis:
    """``patient`` and ``public`` are ready to send; ``account_headers`` go along where an ``Origin`` is asked for."""

    def __init__(self, settings: CarePortalsSettings) -> None:
        if not settings.organization and not settings.origin:
            raise Misconfigured(UPSTREAM, "neither an organization nor an origin is set")
        self.settings = settings
        self.currency = settings.currency
        self.patient = self._wire(settings.patient_api, settings.patient_prefix)
        self.public = self._wire(settings.public_api, settings.public_prefix)

    def _wire(self, api: str, prefix: str) -> Wire:
        settings = self.settings
        tenant = {"organization": settings.organization} if settings.organization else {"Origin": settings.origin}
        return Wire(
            UPSTREAM,
            api.rstrip("/") + ("/" + prefix.strip("/") if prefix.strip("/") else ""),
            headers=tenant,
            timeouts=settings.timeouts,
            allow_loopback=settings.allow_loopback,
            tenant=settings.organization or settings.origin,
            observer=settings.observer,
            shapes={"product": HEX_ID},
        )

    @property
    def account_headers(self) -> dict[str, str]:
        """In subdomain mode every call carries its ``Origin`` already, and a second one would contradict it."""
        settings = self.settings
        return {"Origin": settings.site_origin} if settings.organization and settings.site_origin else {}


def no(reply: Reply, kind: type[UpstreamError], detail: str) -> UpstreamError:
    """What a refusal means, once two others are ruled out: a gateway's page, and an organization they do not know."""
    if not isinstance(reply.json, dict):
        return reply.error(Unreadable, f"{detail}, but not in the words of CarePortals")
    if "organization" in message_of(reply.json).lower():
        return reply.error(Misconfigured, "the organization is refused")
    return reply.error(kind, detail)
