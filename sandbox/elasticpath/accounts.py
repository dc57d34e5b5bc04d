"""Accounts, members and memberships, read-only. A shopper sees one account: the token's."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.elasticpath import shapes
from sandbox.elasticpath.demo import fixed_id
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Account, Member
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()


def account_for(visit: Visit, id_: str) -> Account:
    """An account the caller may act for; any other is 404."""
    visit.needs_shopper()
    found = visit.store.accounts.get(id_)
    if found is None or (visit.session and visit.session.account != id_):
        raise Problem(404, detail="account not found")
    return found


@routes.get("/v2/accounts")
def accounts(visit: Visit, request: Request) -> Response:
    visit.needs_shopper()
    mine = visit.session.account if visit.session else ""
    seen = [account for account in visit.store.accounts.values() if mine in {"", account.id}]
    shown, page = shapes.page(visit, seen)
    return json_response({"data": [_account(visit, account) for account in shown], **page})


@routes.get("/v2/accounts/{account}")
def account(visit: Visit, request: Request, account: str) -> Response:
    return json_response({"data": _account(visit, account_for(visit, account))})


@routes.get("/v2/account-members/{member}")
def member(visit: Visit, request: Request, member: str) -> Response:
    return json_response({"data": _member(visit, _member_for(visit, member))})


@routes.get("/v2/account-members/{member}/account-memberships")
def memberships(visit: Visit, request: Request, member: str) -> Response:
    found = _member_for(visit, member)
    ids = [id_ for id_ in found.accounts if visit.session is None or visit.session.account == id_]
    shown, page = shapes.page(visit, ids)
    return json_response({"data": [_membership(visit, found, id_) for id_ in shown], **page})


def _member_for(visit: Visit, id_: str) -> Member:
    visit.needs_shopper()
    found = visit.store.members.get(id_)
    if found is None or (visit.session and visit.session.member != id_):
        raise Problem(404, detail="account member not found")
    return found


def _account(visit: Visit, account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "type": "account",
        "name": account.name,
        "legal_name": account.name,
        "registration_id": None,
        "external_ref": None,
        "relationships": {},
        "links": shapes.link(visit, f"/v2/accounts/{account.id}"),
        "meta": shapes.timestamps(account.created, account.created),
    }


def _member(visit: Visit, member: Member) -> dict[str, Any]:
    return {
        "id": member.id,
        "type": "account_member",
        "name": member.name,
        "email": member.email,
        **member.names,
        "links": shapes.link(visit, f"/v2/account-members/{member.id}"),
        "meta": shapes.timestamps(member.created, member.created),
    }


def _membership(visit: Visit, member: Member, account: str) -> dict[str, Any]:
    id_ = fixed_id(visit.store.slug, "membership", member.id, account)
    return {
        "id": id_,
        "type": "account_membership",
        "account_member_id": member.id,
        "relationships": {"account": shapes.reference("account", account)},
        "links": shapes.link(visit, f"/v2/accounts/{account}/account-memberships/{id_}"),
        "meta": shapes.timestamps(member.created, member.created),
    }
