"""Every kind of email that leaves, and which a clinic may switch off because its upstream sends them already."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmailKind:
    """``label`` is what staff read. ``to_clinic``: for the clinic itself. ``opens_account``: carries a link or a code.

    ``optional``: a clinic may switch it off.
    """

    name: str
    label: str
    optional: bool = True
    to_clinic: bool = False
    opens_account: bool = False


EMAILS = (
    EmailKind("order_placed", "Order placed"),
    EmailKind("order_checking", "Order still being checked"),
    EmailKind("order_refused", "Order not placed"),
    EmailKind("payment_wanted", "Payment wanted"),
    EmailKind("payment_returned", "Payment came back"),
    EmailKind("order_action", "Something left to do"),
    EmailKind("order_shipped", "Order shipped"),
    EmailKind("order_cancelled", "Order cancelled"),
    EmailKind("renewal_changed", "Renewal changed"),
    EmailKind("clinic_new_order", "To the clinic: a new order", to_clinic=True),
    EmailKind("clinic_order_in_review", "To the clinic: an order needs a person", to_clinic=True),
    EmailKind("verify", "Confirm the email address", optional=False, opens_account=True),
    EmailKind("taken", "The address has an account already", optional=False, opens_account=True),
    EmailKind("reset", "Choose a new password", optional=False, opens_account=True),
    EmailKind("code", "Code to link a chart", optional=False, opens_account=True),
    EmailKind("password_changed", "The password was changed", optional=False),
    EmailKind("order_link", "Link to an order", optional=False, opens_account=True),
)
OPTIONAL = tuple(kind for kind in EMAILS if kind.optional)


def kind_named(name: str) -> EmailKind | None:
    return next((kind for kind in EMAILS if kind.name == name), None)
