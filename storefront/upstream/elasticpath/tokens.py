"""Access tokens: ``POST /oauth/access_token`` (document "Authentication"). They live an hour; there is no refresh.

Kept in this process and shared by all threads, one per client and kind. However many threads need a new one, one asks
and the others wait for what it gets. A token is not used in its last two minutes, so that no call meets its end.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal

from storefront.upstream.elasticpath.readers.access import read_granted
from storefront.upstream.errors import Busy, Misconfigured, OutcomeUnknown, Unreachable, Unreadable
from storefront.upstream.wire import Call, Reply, Wire

Grant = Literal["implicit", "client_credentials"]
SPARE = 120.0  # seconds
ROUTE = "/oauth/access_token"


@dataclass(frozen=True, slots=True)
class Token:
    value: str = field(repr=False)
    ends: float  # on ``time.monotonic()``

    @property
    def lasts(self) -> bool:
        return time.monotonic() < self.ends - SPARE


class TokenCache:
    """Tokens by key, and who is fetching one right now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[str, Token] = {}
        self._fetching: dict[str, Future[Token]] = {}

    def get(self, key: str, fetch: Callable[[], Token]) -> Token:
        """Whoever comes while another thread fetches gets what that one gets: its token or its error."""
        with self._lock:
            if (token := self._tokens.get(key)) and token.lasts:
                return token
            others = self._fetching.get(key)
            if others is None:
                mine = self._fetching[key] = Future[Token]()
        return others.result() if others else self._fetched(key, fetch, mine)

    def forget(self, key: str, value: str) -> None:
        """This one was refused. A newer one stays."""
        with self._lock:
            if (token := self._tokens.get(key)) and token.value == value:
                del self._tokens[key]

    def clear(self) -> None:
        """Forget all: for tests, where every sandbox has tokens of its own."""
        with self._lock:
            self._tokens.clear()

    def _fetched(self, key: str, fetch: Callable[[], Token], waiting: Future[Token]) -> Token:
        try:
            token = fetch()
        except BaseException as error:
            with self._lock:
                del self._fetching[key]
            waiting.set_exception(error)
            raise
        with self._lock:
            self._tokens[key] = token
            del self._fetching[key]
        waiting.set_result(token)
        return token


TOKEN_CACHE = TokenCache()


class Tokens:
    """The tokens of one client. ``wire`` should have a short time limit: another call waits for its answer."""

    def __init__(self, wire: Wire, api: str, client_id: str, client_secret: str) -> None:
        self._wire, self._client_id, self._client_secret = wire, client_id, client_secret
        # With the secret in it: who only knows the client's public id never gets what its secret was given.
        self._client = hashlib.sha256("\n".join((api, client_id, client_secret)).encode()).hexdigest()

    def bearer(self, kind: Grant) -> str:
        """``Misconfigured`` when the client is refused, ``Unreachable`` or ``Busy`` when no token can be had now.

        Nothing else: the call that needs the token has not been sent then, and must not look as if it had.
        """
        return TOKEN_CACHE.get(f"{self._client}:{kind}", lambda: self._fetch(kind)).value

    def ask(self, kind: Grant) -> None:
        """Have one given whatever is kept, to see whether the client is accepted now."""
        self._fetch(kind)

    def forget(self, kind: Grant, bearer: str) -> None:
        TOKEN_CACHE.forget(f"{self._client}:{kind}", bearer)

    def _fetch(self, kind: Grant) -> Token:
        """A token more than needed harms nobody, so one lost answer is asked for again."""
        asked_at = time.monotonic()
        for _ in range(2):
            try:
                value, seconds = read_granted(self._granted(kind))
            except (OutcomeUnknown, Unreadable):
                continue
            return Token(value, asked_at + seconds)
        raise Unreachable(self._wire.upstream, f"POST {ROUTE}: no access token could be had")

    def _granted(self, kind: Grant) -> Reply:
        form = {"grant_type": kind, "client_id": self._client_id}
        if kind == "client_credentials":
            form["client_secret"] = self._client_secret
        reply = self._wire.send(Call("POST", ROUTE, form=form, accept=range(400, 500)))
        if reply.status == 429:
            raise reply.error(Busy, "no access token: too many requests")
        if reply.refused:
            raise reply.error(Misconfigured, f"no access token: the client is refused ({kind})")
        return reply
