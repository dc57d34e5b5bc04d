"""The door to one store: who calls, with which tokens, and the answers that mean the same on every route.

- 401 with a bearer that may have ended: a new one, and once more (nothing was done); never for an act
- 401 or 403 where an account token was sent, or 422 "store id mismatch": ``SignedOut``; else ``Misconfigured``
- 429: ``Busy``

Every other 4xx comes back as a reply and is judged where it was asked.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from storefront.upstream.elasticpath.readers.problems import problems_of
from storefront.upstream.elasticpath.settings import ElasticPathSettings
from storefront.upstream.elasticpath.tokens import Grant, Tokens
from storefront.upstream.errors import Busy, Misconfigured, NotFound, SignedOut, Unreachable, UpstreamError
from storefront.upstream.transfer import Timeouts
from storefront.upstream.types import Access
from storefront.upstream.wire import Call, Reply, Wire

UPSTREAM = "elasticpath"
ACCOUNT_TOKEN = "EP-Account-Management-Authentication-Token"  # noqa: S105 - a header's name
TIME_LIMIT = 5.0  # seconds; an act that could not leave by then is not sent any more
REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True)
class Caller:
    """The kind of access token, and the account token that goes along with it."""

    grant: Grant = "implicit"
    account_token: str = field(default="", repr=False)

    @classmethod
    def of(cls, access: Access | None) -> Caller:
        """The patient; a guest without an access."""
        return cls(account_token=access.token) if access else GUEST


GUEST = Caller()
TRUSTED = Caller("client_credentials")  # may do everything in the store: it says itself whom it acts for


class Api:
    def __init__(self, settings: ElasticPathSettings) -> None:
        if settings.checkout == "account" and not settings.client_secret:
            raise Misconfigured(UPSTREAM, "checkout by account needs a client secret")
        self.settings, self.currency = settings, settings.currency
        self._wire = self._wire_for(settings.timeouts)
        brief = replace(settings.timeouts, total=min(settings.timeouts.total, TIME_LIMIT))
        self._tokens = Tokens(self._wire_for(brief), settings.api, settings.client_id, settings.client_secret)

    def buyer(self, access: Access) -> Caller:
        """Who orders and pays, by the clinic's checkout mode."""
        return TRUSTED if self.settings.checkout == "account" else Caller.of(access)

    def looker(self, access: Access) -> Caller:
        """Who looks orders up: with a secret it can be done long after the patient's token ended."""
        return TRUSTED if self.settings.client_secret else Caller.of(access)

    def warm_up(self, caller: Caller) -> None:
        """Have its access token ready: an act should not have to wait for one."""
        self._tokens.bearer(caller.grant)

    def ask_for_a_token(self, grant: Grant) -> None:
        """Whatever is kept: whether the client is accepted now."""
        self._tokens.ask(grant)

    def send(
        self,
        method: str,
        route: str,
        caller: Caller = GUEST,
        *,
        json: Any = None,
        query: Mapping[str, str | int] | None = None,
        empty: bool = False,
        act_since: float | None = None,
        missing: type[UpstreamError] = NotFound,
        judged: Collection[int] = (),
        **references: Any,
    ) -> Reply:
        """``judged`` are statuses that the caller judges although they usually mean the same everywhere.

        ``act_since``: this is an act, begun then on ``time.monotonic()``. Where that is too long ago, because a token
        had to be waited for, nothing is sent: ``Unreachable``. A reference of a form that cannot exist is ``missing``.
        """
        self._check(references, f"{method} {route}", missing)
        headers = {"X-MOLTIN-CURRENCY": self.currency}
        if caller.account_token:
            headers[ACCOUNT_TOKEN] = caller.account_token
        act = act_since is not None
        call = Call(
            method,
            route,
            parameters=references,
            json=json,
            query=query,
            headers=headers,
            accept=range(400, 500),
            refusals={404: missing},
            empty=empty,
            act=act,
        )
        bearer = self._tokens.bearer(caller.grant)
        if act_since is not None and time.monotonic() - act_since > TIME_LIMIT:
            raise Unreachable(UPSTREAM, f"{method} {route}: too late to be sent")
        reply = self._wire.send(replace(call, token=bearer))
        if reply.status == 401:
            self._tokens.forget(caller.grant, bearer)
            reply = reply if act else self._wire.send(replace(call, token=self._tokens.bearer(caller.grant)))
        return reply if reply.status in judged else _admitted(reply, caller)

    def _check(self, references: Mapping[str, str], call: str, missing: type[UpstreamError]) -> None:
        """All ids are UUIDs or of our own making; a promotion code is the merchant's, and only encoded."""
        if not all(REFERENCE.fullmatch(value) for name, value in references.items() if name != "code"):
            raise missing(UPSTREAM, f"{call}: not a reference", status=404)

    def _wire_for(self, timeouts: Timeouts) -> Wire:
        settings = self.settings
        return Wire(
            UPSTREAM,
            settings.api,
            timeouts=timeouts,
            allow_loopback=settings.allow_loopback,
            tenant=settings.client_id,
            observer=settings.observer,
        )


def _admitted(reply: Reply, caller: Caller) -> Reply:
    foreign = reply.status == 422 and any("store id mismatch" in problem.detail for problem in problems_of(reply))
    if reply.status in {401, 403} or foreign:
        who = SignedOut if caller.account_token else Misconfigured
        raise reply.error(who, f"the {caller.grant} token or the account token is refused")
    if reply.status == 429:
        raise reply.error(Busy, "too many requests")
    return reply
