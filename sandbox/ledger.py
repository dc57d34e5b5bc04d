"""What happened: every call, and every act that makes an order or moves money. Tests count duplicates here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal

from sandbox.http import Request


@dataclass(frozen=True, slots=True)
class Call:
    """``template`` is the route without ids; ``status`` is what was decided, ``fault`` what became of the answer."""

    at: datetime
    upstream: str
    tenant: str
    method: str
    template: str
    status: int
    fault: str
    request: Request = field(repr=False)

    def summary(self) -> dict[str, object]:
        return {
            "at": self.at.isoformat(),
            "upstream": self.upstream,
            "tenant": self.tenant,
            "method": self.method,
            "template": self.template,
            "status": self.status,
            "fault": self.fault,
        }


@dataclass(frozen=True, slots=True)
class Act:
    """``kind`` is "order" or "charge" (money moved); ``cart`` is what it came from; ``amount`` in major units."""

    kind: str
    upstream: str
    tenant: str
    ref: str
    cart: str = ""
    patient: str = ""
    amount: Decimal = Decimal(0)
    currency: str = ""

    def summary(self) -> dict[str, object]:
        return asdict(self)


class Ledger:
    KEPT = 10_000

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.acts: list[Act] = []

    def called(self, call: Call) -> None:
        self.calls.append(call)
        if len(self.calls) > self.KEPT:
            del self.calls[: self.KEPT // 2]

    def acted(self, act: Act) -> None:
        self.acts.append(act)

    def orders(self, cart: str = "") -> list[Act]:
        return [act for act in self.acts if act.kind == "order" and cart in {"", act.cart}]

    def charges(self, cart: str = "") -> list[Act]:
        return [act for act in self.acts if act.kind == "charge" and cart in {"", act.cart}]
