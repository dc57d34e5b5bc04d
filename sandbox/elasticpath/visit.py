"""One call on its way: which store, with which right, for which account, in which currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.elasticpath.bodies import members
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.prices import Currency
from sandbox.elasticpath.state import AccountToken, Grant, Store, Switches
from sandbox.http import Request
from sandbox.world import World

ACCOUNT_TOKEN = "EP-Account-Management-Authentication-Token"
STAFF_ONLY = {"settings", "gateways", "promotions", "rule-promotions", "integrations", "customers", "files"}


@dataclass(slots=True)
class Platform:
    """All stores, and the account tokens of all of them: a token of another store is known, and refused."""

    world: World
    stores: dict[str, Store]
    switches: Switches
    account_tokens: dict[str, AccountToken]


@dataclass(frozen=True, slots=True)
class Visit:
    platform: Platform
    store: Store
    request: Request
    grant: Grant
    session: AccountToken | None

    @property
    def now(self) -> datetime:
        return self.platform.world.clock.now()

    @property
    def trusted(self) -> bool:
        return self.grant.kind == "client_credentials"

    @property
    def home(self) -> str:
        """Address of the API as the caller knows it."""
        return self.request.url_root.rstrip("/")

    @property
    def currency(self) -> Currency:
        code = self.request.headers.get("x-moltin-currency")
        if code is None:
            return self.store.default_currency
        found = self.store.currencies.get(code)
        if found is None or not found.enabled:
            raise Problem(400, "Bad Request", f"Currency {code} is not enabled")
        return found

    def needs_shopper(self) -> None:
        """Not for an implicit token alone."""
        if not self.trusted and self.session is None:
            raise Problem(403, detail="The access token has no right to this resource")

    def needs_trust(self) -> None:
        """For ``client_credentials`` only."""
        if not self.trusted:
            raise Problem(403, detail="The access token has no right to this resource")

    def data(self, known: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
        """The ``data`` object of the body, checked."""
        return members(self.envelope()["data"], "data", known, required, strict=self.strict)

    def envelope(self, *beside: str) -> dict[str, Any]:
        """The whole body: ``data``, and nothing else but ``beside``."""
        if self.request.mimetype != "application/json":
            raise Problem(400, "Bad Request", "Content-Type must be application/json")
        known = dict.fromkeys(("data", *beside), anything)
        return members(self.request.json_body(), "body", known, ("data",), strict=self.strict)

    @property
    def strict(self) -> bool:
        return not self.platform.switches.unknown_fields


def anything(value: Any) -> None:
    """Checked later."""


def enter(platform: Platform, request: Request) -> Visit:
    """Who calls? ``Problem`` 401 for the access token, 401, 403 or 422 for the account token, 403 for admin."""
    store, grant = _bearer(platform, request)
    request.note.tenant = store.slug
    visit = Visit(platform, store, request, grant, _session(platform, store, request))
    if request.segments[:1] == ("pcm",) or (request.segments[:1] == ("v2",) and STAFF_ONLY & {*request.segments[1:2]}):
        visit.needs_trust()
    _ = visit.currency  # an unknown one is refused everywhere
    return visit


def _bearer(platform: Platform, request: Request) -> tuple[Store, Grant]:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    for store in platform.stores.values():
        grant = store.grants.get(token)
        if scheme == "Bearer" and grant and platform.world.clock.now() < grant.expires:
            return store, grant
    raise Problem(401, detail="Missing, unknown or expired access token")


def _session(platform: Platform, store: Store, request: Request) -> AccountToken | None:
    token = request.headers.get(ACCOUNT_TOKEN)
    if token is None:
        return None
    if "x-moltin-customer-token" in request.headers:
        raise Problem(400, detail="Customer and account tokens cannot be combined")
    known = platform.account_tokens.get(token)
    if known is None or platform.world.clock.now() >= known.expires:
        raise Problem(platform.switches.account_token_status, detail="Invalid account management token")
    if known.store != store.slug:
        raise Problem(422, detail="store id mismatch")
    return known
