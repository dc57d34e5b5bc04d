"""What every test may count on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connections
from pytest_django import Settings

from sandbox.decoda import demo as decoda
from sandbox.transport import SandboxAdapter
from storefront.catalogue.public_pages import PAGES
from storefront.clinics.models import Clinic, Coupon, Domain
from storefront.local_accounts.models import LocalAccount
from storefront.mail import sending
from storefront.statistics.health import RECORDER
from storefront.upstream.bulkheads import BULKHEADS
from storefront.upstream.circuit_breaker import CIRCUIT_BREAKERS
from storefront.upstream.decoda.fees import TENANTS_WITH_FEES
from storefront.upstream.elasticpath.tokens import TOKEN_CACHE
from storefront.upstream.pools import POOLS
from storefront.upstream.types import NewPatient
from storefront.upstream.waiting import before_waiting
from tests.world import CAREPORTALS, COUPONS, DECODA, ELASTICPATH, UPSTREAMS, Shopper, World


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file as in production, not in memory: threads then meet at the real locks."""
    default = connections["default"]
    if default.vendor == "sqlite":
        default.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


# What these judge does not depend on the database: one of them is enough (see tests/run).
ON_ONE_DATABASE = {
    "upstream",
    "sandbox",
    "forms",
    "languages",
    "demo",
    "deploy",
    "bench",
    "test_docs.py",
    "test_text.py",
}


# A logger that is kept after its first use does not see what a test puts in its place to listen.
structlog.configure(**structlog.get_config() | {"cache_logger_on_first_use": False})


def not_in_a_transaction() -> None:
    """A transaction that waits for an upstream holds its locks against everybody. The test's own does not count."""
    for connection in connections.all(initialized_only=True):
        open_blocks = [block for block in connection.atomic_blocks if not block._from_testcase]  # type: ignore[attr-defined]
        assert not open_blocks, "an upstream is awaited inside a transaction"


before_waiting(not_in_a_transaction)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    TOKEN_CACHE.clear()
    TENANTS_WITH_FEES.clear()
    CIRCUIT_BREAKERS.clear()
    BULKHEADS.clear()
    PAGES.clear()
    RECORDER.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def emails_leave_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No thread sends behind a test's back, and the transaction of a test is never committed."""
    monkeypatch.setattr(sending, "after_commit", sending.send)


@pytest.fixture
def make_clinic(db: None) -> Callable[..., Clinic]:
    """``make_clinic("meadow")`` is a clinic at ``meadow.localhost``; other fields by keyword."""

    def make(
        slug: str, commerce: dict[str, Any] | None = None, coupons: Sequence[dict[str, Any]] = (), **fields: Any
    ) -> Clinic:
        defaults = {
            "name": f"{slug.title()} Health",
            "languages": ["en"],
            "country": "CA",
            "currency": "CAD",
            "support_email": f"help@{slug}.example",
            "support_phone": "+14035550100",
        }
        clinic = Clinic(slug=slug, **(defaults | fields))
        clinic.set_commerce(commerce or CAREPORTALS)
        clinic.save()
        now = clinic.created_at
        Domain.objects.create(clinic=clinic, host=f"{slug}.localhost", verified_at=now)
        for coupon in coupons:
            Coupon.objects.create(clinic=clinic, **coupon)
        return clinic

    return make


@pytest.fixture
def harbour(make_clinic: Callable[..., Clinic]) -> Clinic:
    return make_clinic("harbour")


@pytest.fixture
def world() -> Iterator[World]:
    """The three upstreams in miniature behind the wire: real adapters and JSON, no sockets."""
    world = World()
    with POOLS.mounted(UPSTREAMS, SandboxAdapter(world)):
        yield world


@pytest.fixture
def shopper(harbour: Clinic, world: World) -> Shopper:
    return Shopper("harbour.localhost")


NEEDS = {
    "caddy": ("CADDY", "needs Caddy: set CADDY to its path, or run make test"),
    "nginx": ("NGINX", "needs nginx: install it, or set NGINX to its path"),
    "browser": ("CHROMIUM", "needs Chromium: set CHROMIUM to its path, or run make test"),
    "postgres": (
        "TEST_POSTGRES_URL",
        "needs PostgreSQL: set TEST_POSTGRES_URL=postgres://user:password@host:5432/postgres",
    ),
    "redis": ("TEST_REDIS_URL", "needs Redis or Valkey: set TEST_REDIS_URL=redis://host:6379/0"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine has no means for."""
    for item in items:
        if item.path.relative_to(Path(__file__).parent).parts[0] in ON_ONE_DATABASE:
            item.add_marker("one_database")
    os.environ.setdefault("CHROMIUM", shutil.which("chromium") or "")
    os.environ.setdefault("CADDY", shutil.which("caddy") or "")
    os.environ.setdefault("NGINX", shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or "")
    for item in items:
        for marker, (variable, reason) in NEEDS.items():
            if item.get_closest_marker(marker) and not os.environ.get(variable):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def meadow(make_clinic: Callable[..., Clinic]) -> Clinic:
    """Sells through Decoda Health; Dana has an account here and a chart with saved cards there."""
    clinic = make_clinic("meadow", DECODA, COUPONS, country="US", currency="USD")
    account = LocalAccount(
        clinic=clinic,
        password=make_password("Meadow-2026!"),
        patient_ref=decoda.DANA.id,
        email_verified_at=clinic.created_at,
    )
    account.seal_person(NewPatient(decoda.DANA.first_name, decoda.DANA.last_name, decoda.DANA.email, password=""))
    account.save()
    return clinic


@pytest.fixture
def summit(make_clinic: Callable[..., Clinic]) -> Clinic:
    """Sells through Elastic Path, with the manual gateway."""
    return make_clinic("summit", ELASTICPATH)


@pytest.fixture
def bare_pages(settings: Settings) -> None:
    """The platform with the pages of ``tests/web/urls.py`` on clinic and staff hosts alike."""
    settings.ROOT_URLCONF = settings.STAFF_URLCONF = "tests.web.urls"
