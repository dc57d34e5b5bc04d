"""``POST /oauth/access_token``: a form in, a flat object out. One hour, and no refresh token."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from werkzeug import Response

from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Grant, Store
from sandbox.elasticpath.visit import Platform
from sandbox.http import Request, json_response

LIFE = timedelta(hours=1)


def access_token(platform: Platform, request: Request) -> Response:
    request.note.template = "/oauth/access_token"
    if request.mimetype != "application/x-www-form-urlencoded":
        raise Problem(400, detail="Content-Type must be application/x-www-form-urlencoded")
    form = request.form
    kind = form.get("grant_type", "")
    if kind not in {"implicit", "client_credentials"}:
        raise Problem(400, detail="Unsupported grant_type")
    store = _store(platform, form, kind)
    request.note.tenant = store.slug
    return json_response(_granted(store, kind, platform))


def _store(platform: Platform, form: dict[str, str], kind: str) -> Store:
    needed = ["client_id"] + (["client_secret"] if kind == "client_credentials" else [])
    for name in needed:
        if not form.get(name):
            raise Problem(400, detail=f"{name} is required")
    for store in platform.stores.values():
        secret_fits = compare_digest(form.get("client_secret", "").encode(), store.client_secret.encode())
        if form["client_id"] == store.client_id and (kind == "implicit" or secret_fits):
            return store
    raise Problem(401, detail="Unknown client_id or wrong client_secret")


def _granted(store: Store, kind: str, platform: Platform) -> dict[str, Any]:
    token, expires = secrets.token_hex(20), platform.world.clock.now() + LIFE
    store.grants[token] = Grant(kind, expires)
    return {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": int(LIFE.total_seconds()),
        "expires": int(expires.timestamp()),
        "identifier": kind,
    }
