"""Settings of the store that are read with its secret: account authentication, password profiles, payment gateways."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.elasticpath import shapes
from sandbox.elasticpath.demo import fixed_id
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.payments import GATEWAYS
from sandbox.elasticpath.state import Store
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()


@routes.get("/v2/settings/account-authentication")
def account_authentication(visit: Visit, request: Request) -> Response:
    store = visit.store
    data: dict[str, Any] = {
        "id": fixed_id(store.slug, "account-authentication"),
        "type": "account_authentication_settings",
        "enable_self_signup": store.self_signup,
        "auto_create_account_for_account_members": store.auto_create_account,
        "account_management_authentication_token_timeout_secs": int(store.token_life.total_seconds()),
        "relationships": {"authentication_realm": shapes.reference("authentication_realm", _realm(store))},
        "meta": {"client_id": "account-management"},
    }
    return json_response({"data": data})


@routes.get("/v2/authentication-realms/{realm}/password-profiles/{profile}")
def password_profile(visit: Visit, request: Request, realm: str, profile: str) -> Response:
    if realm != _realm(visit.store) or profile != visit.store.password_profile_id:
        raise Problem(404, detail="The requested password profile could not be found")
    data: dict[str, Any] = {
        "id": profile,
        "type": "password_profile",
        "name": "Shoppers",
        "username_format": "email",
        "enable_one_time_password_token": False,
    }
    return json_response({"data": data | {"meta": shapes.timestamps(visit.store.opened, visit.store.opened)}})


@routes.get("/v2/gateways/{gateway}")
def gateway(visit: Visit, request: Request, gateway: str) -> Response:
    if gateway not in GATEWAYS:
        raise Problem(404, detail="The requested gateway could not be found")
    enabled = gateway in visit.store.gateways
    return json_response({"data": {"type": "gateway", "slug": gateway, "name": gateway, "enabled": enabled}})


def _realm(store: Store) -> str:
    return fixed_id(store.slug, "realm")
