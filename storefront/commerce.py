"""Where a clinic meets its commerce upstream. Nothing else imports a concrete adapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from storefront.clinics.models import Clinic, Coupon
from storefront.local_accounts.accounts import LocalAccounts
from storefront.money import Money
from storefront.sealing import UnsealError
from storefront.statistics.health import observer_of
from storefront.upstream.careportals import CarePortalsSettings, careportals
from storefront.upstream.decoda import Charts, CouponRule, DecodaSettings, decoda
from storefront.upstream.elasticpath import ElasticPathSettings, elasticpath
from storefront.upstream.errors import Misconfigured
from storefront.upstream.ports import CardScript, Commerce
from storefront.upstream.wire import Timeouts


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """What is counted over a clinic's orders.

    ``coupon_uses``: how many orders used a code, of one patient or (empty) of everybody.
    ``coupon_counts``: the same of everybody, for all codes that were used, in upper case.
    ``orders_in_doubt``: how many orders wait to be looked up at the clinic's upstream.
    """

    coupon_uses: Callable[[Clinic, str, str], int]
    coupon_counts: Callable[[Clinic], dict[str, int]]
    orders_in_doubt: Callable[[Clinic], int]


ORDER_COUNTS: list[OrderCounts] = []


def register_orders(counts: OrderCounts) -> None:
    """Whoever keeps orders registers its counts when it is ready, in its ``AppConfig``."""
    if counts not in ORDER_COUNTS:
        ORDER_COUNTS.append(counts)


def coupon_uses(clinic: Clinic, code: str, patient_ref: str) -> int:
    """See ``OrderCounts``."""
    return sum(counts.coupon_uses(clinic, code, patient_ref) for counts in ORDER_COUNTS)


def coupon_counts(clinic: Clinic) -> dict[str, int]:
    """See ``OrderCounts``."""
    total: Counter[str] = Counter()
    for counts in ORDER_COUNTS:
        total.update(counts.coupon_counts(clinic))
    return dict(total)


def orders_in_doubt(clinic: Clinic) -> int:
    """See ``OrderCounts``."""
    return sum(counts.orders_in_doubt(clinic) for counts in ORDER_COUNTS)


def commerce_for(clinic: Clinic) -> Commerce:
    """The clinic's upstream, ready to use; made once per clinic object."""
    if clinic.made_commerce is None:
        clinic.made_commerce = _made(clinic, _timeouts())
    return clinic.made_commerce


def commerce_on_trial(clinic: Clinic) -> Commerce:
    """The same with shorter time limits: a member of staff waits for the outcome of many calls."""
    usual = _timeouts()
    return _made(clinic, Timeouts(usual.connect, min(usual.read, 5), min(usual.total, 8)))


def _made(clinic: Clinic, timeouts: Timeouts) -> Commerce:
    if clinic.is_draft:
        raise Misconfigured("commerce", "this clinic has no commerce settings yet")
    return ADAPTERS[clinic.commerce_kind](clinic, _settings_of(clinic), timeouts)


def _settings_of(clinic: Clinic) -> dict[str, Any]:
    try:
        return clinic.commerce
    except UnsealError:
        raise Misconfigured(clinic.commerce_kind, "FIELD_KEYS no longer opens this clinic's credentials") from None


def _careportals(clinic: Clinic, kept: dict[str, Any], timeouts: Timeouts) -> Commerce:
    return careportals(
        CarePortalsSettings(
            patient_api=kept["patient_api"],
            patient_prefix=kept["patient_prefix"],
            public_api=kept["public_api"],
            public_prefix=kept["public_prefix"],
            organization=kept["organization"],
            origin=kept["origin"],
            site_origin=clinic.origin() if clinic.primary_host else "",
            currency=clinic.currency,
            card_script=_card_script(kept),
            timeouts=timeouts,
            allow_loopback=settings.ALLOW_LOOPBACK_UPSTREAMS,
            observer=observer_of(clinic),
        )
    )


def _decoda(clinic: Clinic, kept: dict[str, Any], timeouts: Timeouts) -> Commerce:
    settings_ = DecodaSettings(
        tenant=kept["tenant"],
        api_key=kept["api_key"],
        currency=clinic.currency,
        api=kept["api"],
        app=kept["app"],
        categories=tuple(kept["categories"]),
        allow_medication=kept["allow_medication"],
        location=kept.get("location", ""),
        creator=kept.get("creator", ""),
        timeouts=timeouts,
        allow_loopback=settings.ALLOW_LOOPBACK_UPSTREAMS,
        observer=observer_of(clinic),
    )
    accounts = LocalAccounts(clinic, Charts(settings_))
    return decoda(settings_, accounts, coupons=ClinicCoupons(clinic), clock=lambda: datetime.now(clinic.zone))


def _elasticpath(clinic: Clinic, kept: dict[str, Any], timeouts: Timeouts) -> Commerce:
    return elasticpath(
        ElasticPathSettings(
            currency=clinic.currency,
            client_id=kept["client_id"],
            client_secret=kept["client_secret"],
            password_profile_id=kept["password_profile_id"],
            api=kept["api"],
            checkout=kept["checkout"],
            gateway=kept["gateway"],
            card_script=_card_script(kept),
            site_origin=clinic.origin(),
            timeouts=timeouts,
            allow_loopback=settings.ALLOW_LOOPBACK_UPSTREAMS,
            observer=observer_of(clinic),
        )
    )


@dataclass(frozen=True, slots=True)
class ClinicCoupons:
    """The codes that staff keep with the clinic, where its upstream has none."""

    clinic: Clinic

    def find(self, code: str) -> CouponRule | None:
        coupon = Coupon.objects.with_code(self.clinic, code)
        if coupon is None:
            return None
        return CouponRule(
            code=coupon.code,
            percent=None if coupon.percent is None else Decimal(coupon.percent),
            amount=self._money(coupon.amount),
            starts=coupon.starts,
            expires=coupon.expires,
            minimum=self._money(coupon.minimum),
            uses=coupon.uses,
            per_patient=coupon.per_patient,
            gift_amounts=coupon.gift_amounts,
        )

    def uses(self, code: str, patient_ref: str) -> int:
        return coupon_uses(self.clinic, code, patient_ref)

    def _money(self, amount: Decimal | None) -> Money | None:
        return None if amount is None else Money.of(amount, self.clinic.currency)


def _timeouts() -> Timeouts:
    return Timeouts(settings.UPSTREAM_CONNECT_TIMEOUT, settings.UPSTREAM_READ_TIMEOUT, settings.UPSTREAM_TOTAL_TIMEOUT)


def _card_script(kept: dict[str, Any]) -> CardScript | None:
    if not kept.get("card_script"):
        return None
    return CardScript(
        script_url=kept["card_script"],
        publishable_key=kept["publishable_key"],
        frame_origins=tuple(kept.get("card_frame_origins", ())),
        connect_origins=tuple(kept.get("card_connect_origins", ())),
        test_cards=tuple((ref, label) for ref, label in kept.get("test_cards", ())),
    )


ADAPTERS: dict[str, Callable[[Clinic, dict[str, Any], Timeouts], Commerce]] = {
    "careportals": _careportals,
    "decoda": _decoda,
    "elasticpath": _elasticpath,
}
