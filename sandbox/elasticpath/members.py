"""``POST /v2/account-members/tokens``: sign in, sign up, and new tokens for a member who has one."""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

from werkzeug import Response

from sandbox.elasticpath import bodies, shapes
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Account, AccountToken, Member, new_id
from sandbox.elasticpath.visit import Visit, anything
from sandbox.http import Request, Routes, json_response

routes = Routes()

TYPE = "account_management_authentication_token"
MECHANISMS = ("password", "self_signup", "passwordless", "oidc", TYPE)
COMMON: dict[str, Check] = {"type": bodies.one_of(TYPE), "authentication_mechanism": bodies.one_of(*MECHANISMS)}
CREDENTIALS: dict[str, Check] = {
    "password_profile_id": bodies.uuid,
    "username": bodies.filled,
    "password": bodies.filled,
}
PERSON: dict[str, Check] = {
    "password": bodies.text(shortest=8),
    "username": bodies.email,  # the profile's username_format
    "name": bodies.filled,
    "email": bodies.email,
    "given_name": bodies.text(),
    "middle_name": bodies.text(),
    "family_name": bodies.text(),
}


@routes.post("/v2/account-members/tokens")
def tokens(visit: Visit, request: Request) -> Response:
    data = visit.envelope()["data"]
    mechanism = data.get("authentication_mechanism") if isinstance(data, dict) else None
    if mechanism == "password":
        member = _signed_in(visit)
    elif mechanism == "self_signup":
        member = _signed_up(visit)
    elif mechanism == TYPE:
        member = _known_by_token(visit)
    else:  # not switched on here: refused whatever it carries
        visit.data(dict.fromkeys(data if isinstance(data, dict) else (), anything) | COMMON, tuple(COMMON))
        raise authentication_failed()
    return _handed_out(visit, member)


def authentication_failed() -> Problem:
    return Problem(400, detail="authentication failed")


def _signed_in(visit: Visit) -> Member:
    data = visit.data(COMMON | CREDENTIALS, (*COMMON, *CREDENTIALS))
    if data["password_profile_id"] != visit.store.password_profile_id:
        raise authentication_failed()
    for member in visit.store.members.values():
        # Stored in lower case and compared as they come: capitals never match.
        if member.username == data["username"] and secrets.compare_digest(
            member.password.encode(), data["password"].encode()
        ):
            return member
    raise authentication_failed()


def _signed_up(visit: Visit) -> Member:
    data = visit.data(COMMON | CREDENTIALS | PERSON, (*COMMON, *CREDENTIALS, "name", "email"))
    store, username = visit.store, data["username"].lower()
    if data["password_profile_id"] != store.password_profile_id:
        raise authentication_failed()
    if not store.self_signup:
        raise Problem(422, detail="self signup is not enabled")
    if any(member.username == username for member in store.members.values()):
        raise Problem(422, detail="username already exists")
    names = {name: data.get(name) for name in ("given_name", "middle_name", "family_name")}
    member = Member(new_id(), username, data["password"], data["name"], data["email"], visit.now, names=names)
    store.members[member.id] = member
    if store.auto_create_account:
        account = Account(new_id(), member.name, visit.now)
        store.accounts[account.id] = account
        member.accounts.append(account.id)
    return member


def _known_by_token(visit: Visit) -> Member:
    visit.data(COMMON, tuple(COMMON))
    if visit.session is None:
        raise authentication_failed()
    return visit.store.members[visit.session.member]


def _handed_out(visit: Visit, member: Member) -> Response:
    accounts, page = shapes.page(visit, member.accounts)
    page["meta"]["account_member_id"] = member.id
    return json_response({"data": [_token(visit, member, account) for account in accounts], **page}, 201)


def _token(visit: Visit, member: Member, account: str) -> dict[str, Any]:
    expires = visit.now + visit.store.token_life
    header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    token = f"{header}.{secrets.token_urlsafe(48)}.{secrets.token_urlsafe(32)}"
    visit.platform.account_tokens[token] = AccountToken(visit.store.slug, member.id, account, expires)
    return {
        "type": TYPE,
        "account_id": account,
        "account_name": visit.store.accounts[account].name,
        "token": token,
        "expires": shapes.instant(expires),
    }
