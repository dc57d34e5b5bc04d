"""Access tokens (``POST /oauth/access_token``) and account tokens (``POST /v2/account-members/tokens``)."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from storefront.upstream.elasticpath.readers.shapes import Minor, Snake, aware, listed
from storefront.upstream.fields import Maybe, Ref, Text, Token, reading
from storefront.upstream.types import Access
from storefront.upstream.wire import Reply


class _TokenGrant(Snake):
    access_token: Token
    expires_in: Maybe[Minor] = None
    expires: Maybe[Minor] = None


class _Member(Snake):
    account_member_id: Maybe[Ref] = None


class _Meta(Snake):
    meta: Maybe[_Member] = None


class _Account(Snake):
    account_id: Ref
    account_name: Text = ""
    token: Token
    expires: Maybe[datetime] = None


def read_granted(reply: Reply) -> tuple[str, float]:
    """The token, and for how many seconds it lives.

    Their own clock may be wrong where ours is right, so ``expires_in`` goes before ``expires`` (epoch seconds). The
    answer is flat; the vendor's specification wraps it in ``data``.
    """
    body: Any = reply.json
    if isinstance(body, dict) and isinstance(body.get("data"), dict):
        body = body["data"]
    with reading(reply, "access token"):
        granted = _TokenGrant.model_validate(body)
    if granted.expires_in is not None:
        return granted.access_token, max(granted.expires_in, 0)
    return granted.access_token, max(granted.expires - time.time(), 0) if granted.expires else 0


def read_accounts(reply: Reply) -> tuple[Access, ...]:
    """One access per account of the member; a member without an account has none.

    ``patient_ref`` is the account's id: the account is what buys, and the two accounts of one member never mix.
    ``account_ref`` names the account and, after a colon, the member who acts for it.
    """
    with reading(reply, "account tokens"):
        meta = _Meta.model_validate(reply.json).meta
        member = (meta and meta.account_member_id) or ""
        return tuple(_access(_Account.model_validate(one), member) for one in listed(reply.json))


def member_of(access: Access) -> str:
    """The id of the account member who signed in, or ""."""
    return access.account_ref.partition(":")[2]


def _access(account: _Account, member: str) -> Access:
    return Access(
        patient_ref=account.account_id,
        token=account.token,
        account_ref=f"{account.account_id}:{member}" if member else account.account_id,
        account_name=account.account_name,
        expires_at=aware(account.expires),
    )
