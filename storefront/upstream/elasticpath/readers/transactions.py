"""Transactions of an order: what a payment answers. HTTP 200 does not mean paid; ``status`` does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import AliasChoices, Field

from storefront.upstream.elasticpath.readers.shapes import (
    Minor,
    Snake,
    Timestamps,
    aware,
    enveloped,
    listed,
    web_address,
)
from storefront.upstream.fields import Maybe, Ref, Text, Token, reading
from storefront.upstream.types import ConfirmationNeeded
from storefront.upstream.wire import Reply

COMPLETE, PENDING, FAILED = "complete", "pending", "failed"
GIVES_BACK = {"refund", "cancel"}


class _Parameters(Snake):
    secret: Maybe[Token] = None
    redirect_url: Text = ""


class _Redirect(Snake):
    url: Text = ""


class _NextAction(Snake):
    redirect_to_url: Maybe[_Redirect] = None


class _Intent(Snake):
    client_secret: Maybe[Token] = None
    status: Text = ""
    next_action: Maybe[_NextAction] = None


class _Meta(Snake):
    timestamps: Maybe[Timestamps] = None


class _Transaction(Snake):
    id: Ref
    status: Text
    kind: Text = Field("", validation_alias=AliasChoices("transaction_type", "transaction-type"))
    refunded_amount: Maybe[Minor] = None
    client_parameters: Maybe[_Parameters] = None
    payment_intent: Maybe[_Intent] = None
    meta: Maybe[_Meta] = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """``processing``: it is under way for days and there is nothing left for the patient to do.

    ``refunded`` is how much of it went back, in the currency's smallest coin.
    """

    ref: str
    status: str
    kind: str = ""
    secret: str = field(default="", repr=False)
    redirect_url: str = ""
    processing: bool = False
    made_at: datetime | None = None
    refunded: int = 0

    @property
    def question(self) -> ConfirmationNeeded:
        """What the bank wants of the patient."""
        return ConfirmationNeeded(self.secret, redirect_url=self.redirect_url, reference=self.ref)


def read_transaction(reply: Reply) -> Transaction:
    with reading(reply, "transaction"):
        return _transaction(enveloped(reply.json))


def read_payments(reply: Reply) -> tuple[Transaction, ...]:
    """The transactions that take or hold money, oldest first."""
    with reading(reply, "transactions"):
        read = [_transaction(one) for one in listed(reply.json)]
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted((one for one in read if one.kind not in GIVES_BACK), key=lambda one: one.made_at or last))


def _transaction(data: Any) -> Transaction:
    shape = _Transaction.model_validate(data)
    parameters, intent = shape.client_parameters or _Parameters(), shape.payment_intent or _Intent()
    redirect = intent.next_action.redirect_to_url if intent.next_action else None
    return Transaction(
        ref=shape.id,
        status=shape.status,
        kind=shape.kind,
        secret=parameters.secret or intent.client_secret or "",
        redirect_url=web_address(parameters.redirect_url or (redirect.url if redirect else "")),
        processing=intent.status == "processing",
        refunded=max(shape.refunded_amount or 0, 0),
        made_at=aware(shape.meta.timestamps.created_at) if shape.meta and shape.meta.timestamps else None,
    )
