"""A clinic sees its own things only: every route with ids of another clinic, and every query asked meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, models
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from checkout.models import OrderAttempt
from sandbox.decoda.demo import DANA
from storefront.clinics.models import Clinic, Domain
from storefront.local_accounts import tokens
from storefront.local_accounts.models import LocalAccount
from storefront.upstream.types import NewPatient
from tests.houses import HOUSES, House, go_to_the_button
from tests.world import CAREPORTALS, COUPONS, DECODA, ELASTICPATH, Shopper, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
COMMERCE = {"harbour": CAREPORTALS, "meadow": DECODA, "summit": ELASTICPATH}
OWN, OTHER = 7_000_001, 7_000_002  # primary keys that are no other number by chance

# -- the spy -----------------------------------------------------------------------------------------------------------

# Where a host becomes a clinic: there is no clinic before it.
BEFORE_A_CLINIC = {Domain._meta.db_table, Clinic._meta.db_table}


def tenant_tables() -> dict[str, str]:
    """Tables with a clinic column, and what it is called."""
    found = {}
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            if each.related_model is Clinic or each.name == "clinic":
                found[model._meta.db_table] = each.column
    return {table: column for table, column in found.items() if table not in BEFORE_A_CLINIC}  # type: ignore[misc]


def unguessable_columns() -> dict[str, set[str]]:
    """Columns that hold a random key or a hash, of the row itself or of the row it belongs to: who asks by one has been
    given it, and the code compares the clinic of what is found."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            key = each.target_field if isinstance(each, models.ForeignKey) else each
            if key.primary_key and (isinstance(key, models.UUIDField) or key.name == "key"):
                found.setdefault(model._meta.db_table, set()).add(each.column)  # type: ignore[arg-type]
    return found


@dataclass
class Spy:
    """Watches each statement. ``without`` are those on a tenant's table that do not name the clinic, ``foreign`` those
    that name the other one."""

    tables: dict[str, str] = field(default_factory=tenant_tables)
    keys: dict[str, set[str]] = field(default_factory=unguessable_columns)
    seen: set[str] = field(default_factory=set)
    without: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    looking_up: bool = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        values = [str(value) for value in params or ()]
        tables = set(re.findall(r'(?:FROM|JOIN|UPDATE|INTO)\s+"(\w+)"', sql)) & set(self.tables)
        if not self.looking_up and not is_by_host(sql) and not sql.startswith(SUMS):
            self.seen |= tables
            if not all(self._is_scoped(table, sql, values) for table in tables):
                self.without.append(sql)
            if {str(OTHER), "other"} & set(values):
                self.foreign.append(sql)
        return execute(sql, params, many, context)

    def _is_scoped(self, table: str, sql: str, values: list[str]) -> bool:
        """By the clinic, by a key that cannot be guessed, or by the number of a row that is this clinic's."""
        if sql.startswith("INSERT"):
            return f'"{self.tables[table]}"' in sql and bool({str(OWN), "own"} & set(values))
        where = sql.partition(" WHERE ")[2]
        asked_by = set(re.findall(rf'"{table}"\."(\w+)" (?:=|IN)', where))
        if self.tables[table] in asked_by:
            return bool({str(OWN), "own"} & set(values))
        return bool(asked_by & self.keys.get(table, set())) or ("id" in asked_by and self._is_own(table, values[-1]))

    def _is_own(self, table: str, number: str) -> bool:
        model = next(each for each in apps.get_models() if each._meta.db_table == table)
        self.looking_up = True
        try:
            return model._base_manager.filter(pk=number, clinic_id=OWN).exists()
        finally:
            self.looking_up = False


# Counted in memory for all clinics and added up by whichever request comes next. Written only, never read there.
SUMS = 'INSERT INTO "figures_'


def is_by_host(sql: str) -> bool:
    """Where a host becomes a clinic, with what hangs on it: there is no clinic before."""
    return '"clinics_domain"."host" = ' in sql


class Watched(Shopper):
    """Somebody at the clinic ``own``. What the test itself looks up between two requests is not watched."""

    def __init__(self, spy: Spy) -> None:
        super().__init__("own.localhost")
        self.spy = spy

    def get(self, path: str, headers: Mapping[str, str] | None = None, **data: str) -> HttpResponse:
        with connection.execute_wrapper(self.spy):
            return super().get(path, headers, **data)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        with connection.execute_wrapper(self.spy):
            return super().post(path, data, headers)


# -- two clinics of the same upstream ----------------------------------------------------------------------------------


@pytest.fixture(params=HOUSES, ids=lambda house: house.kind)
def house(request: pytest.FixtureRequest) -> House:
    return request.param  # type: ignore[no-any-return, unused-ignore]


@pytest.fixture
def two(house: House, make_clinic: Callable[..., Clinic], request: pytest.FixtureRequest, world: World) -> House:
    """Clinics ``own`` and ``other`` sell through the same account of the same upstream: what differs is the clinic."""
    fields = {"country": "US", "currency": "USD"} if house.kind == "decoda" else {}
    coupons = COUPONS if house.kind == "decoda" else ()
    for slug, pk in (("own", OWN), ("other", OTHER)):
        clinic = make_clinic(slug, COMMERCE[house.slug], coupons, pk=pk, **fields)
        if house.kind == "decoda":
            give_dana_an_account(clinic)
    return house


def give_dana_an_account(clinic: Clinic) -> None:
    account = LocalAccount(
        clinic=clinic,
        password=make_password("Meadow-2026!"),
        patient_ref=DANA.id,
        email_verified_at=clinic.created_at,
    )
    account.seal_person(NewPatient(DANA.first_name, DANA.last_name, DANA.email, password=""))
    account.save()


def routes() -> list[tuple[str, str]]:
    """Names and patterns of every page of a clinic's host."""

    def walk(patterns: list[Any], before: str, space: str) -> Iterator[tuple[str, str]]:
        for each in patterns:
            if isinstance(each, URLResolver):
                inner = f"{space}{each.namespace}:" if each.namespace else space
                yield from walk(each.url_patterns, before + str(each.pattern), inner)
            elif isinstance(each, URLPattern):
                yield f"{space}{each.name}", f"/{before}{each.pattern}"

    return list(walk(get_resolver("storefront.urls").url_patterns, "", ""))


def fill(pattern: str, ids: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], pattern)


def visit_everything(shopper: Shopper, ids: dict[str, str]) -> dict[str, list[int]]:
    """Every route by GET and by POST; log-out last."""
    answers: dict[str, list[int]] = {}
    for name, pattern in sorted(routes(), key=lambda route: route[0] == "patients:logout"):
        path = fill(pattern, ids)
        answers[name] = [shopper.get(path).status_code, shopper.post(path).status_code]
    return answers


def ids_of(shopper: Shopper, product: str, attempt: OrderAttempt | None = None) -> dict[str, str]:
    lines = shopper.lines()
    return {
        "ref": shopper.product_refs()[product],
        "line": next(iter(lines.values()), "none"),
        "attempt": str(attempt.pk) if attempt else "00000000-0000-4000-8000-000000000000",
        "stamp": "0" * 16,
        "token": "x" * 43,
    }


def test_no_table_of_a_clinic_is_asked_without_the_clinic(two: House, world: World) -> None:
    go_to_the_button(Shopper("other.localhost"), two).place_order()
    spy = Spy()
    guest, patient = Watched(spy), Watched(spy)

    visit_everything(guest, ids_of(guest, two.product))
    visit_everything(go_to_the_button(patient, two), ids_of(patient, two.product))
    go_to_the_button(patient, two).place_order()
    answers = visit_everything(patient, ids_of(patient, two.product, patient.attempt()))

    assert spy.without == []
    assert spy.foreign == []
    assert {"patients_storedsession", "checkout_orderattempt"} <= spy.seen
    assert set(answers) == {name for name, _pattern in routes()}
    assert answers["checkout:order"][0] == 200


def test_the_spy_sees_a_query_without_its_clinic(two: House) -> None:
    spy = Spy()
    with connection.execute_wrapper(spy):
        list(OrderAttempt.objects.filter(state="sent"))
        list(OrderAttempt.objects.filter(clinic=OTHER))
        list(OrderAttempt.objects.filter(clinic=OWN))

    assert (len(spy.without), len(spy.foreign)) == (2, 1)


# -- ids of another clinic ---------------------------------------------------------------------------------------------


def test_ids_of_another_clinic_lead_nowhere(two: House, world: World) -> None:
    """The same patient is at both clinics, so the clinic alone tells them apart."""
    other, own = go_to_the_button(Shopper("other.localhost"), two), go_to_the_button(Shopper("own.localhost"), two)
    guest = Shopper("other.localhost")  # the upstream may keep one cart of a patient for both clinics, not a guest's
    guest.add(two.product)
    foreign = ids_of(guest, two.product)
    other.place_order()
    foreign |= {"attempt": str(other.attempt().pk), "ref": "7f3c0e52ab91", "token": letter_token(two)}
    before = list(OrderAttempt.objects.values())

    answers = {
        name: (own.get(path := fill(pattern, foreign)).status_code, own.post(path, {"quantity": "2"}).status_code)
        for name, pattern in routes()
        if "<" in pattern
    }

    assert len(answers) >= 12
    for name, (read, written) in answers.items():
        assert read in (404, 410, 303), name  # 410: a letter's link that is worth nothing; 303: a path for posts only
        assert written in (404, 410, 405), name
    assert list(OrderAttempt.objects.values()) == before
    assert foreign["attempt"] not in own.get("/orders/").content.decode()


def letter_token(two: House) -> str:
    """For a new password at the other clinic, where passwords are kept here."""
    account = LocalAccount.objects.filter(clinic=OTHER).first()
    return tokens.make(tokens.RESET, account) if account else "x" * 43
