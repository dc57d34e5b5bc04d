"""The settings as production has them, in a process of their own: tests themselves run on plain http."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "FIELD_KEYS": secrets.token_urlsafe(32),
    "STAFF_HOSTS": "staff.example",
    "DEBUG": "0",
    "PLAIN_HTTP": "0",
    "DEMO": "0",
    "ALLOW_LOOPBACK_UPSTREAMS": "0",
    "TRUSTED_PROXIES": "",
    "HOST": "127.0.0.1",
    "PROXY_SECRET": "",
    "CACHE_URL": "locmemcache://",
    "DJANGO_SETTINGS_MODULE": "storefront.settings",
}

VISIT = """
import json
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from storefront.clinics.models import Clinic, Domain

settings.ROOT_URLCONF = settings.STAFF_URLCONF = "tests.web.urls"
call_command("migrate", verbosity=0)
clinic = Clinic(slug="harbour", name="Harbour", languages=["en"], country="CA", currency="CAD")
clinic.set_commerce({"kind": "careportals"})
clinic.save()
Domain.objects.create(clinic=clinic, host="harbour.example", verified_at=timezone.now())

def ask(path, secure=True, host="harbour.example", method="get", **data):
    reply = getattr(Client(), method)(path, data, secure=secure, headers={"host": host, "Accept-Encoding": "gzip"})
    cookies = {name: cookie.OutputString() for name, cookie in reply.cookies.items()}
    return {"status": reply.status_code, "headers": dict(reply.headers), "cookies": cookies}

print(json.dumps({
    "page": ask("/"),
    "staff": ask("/", host="staff.example"),
    "missing": ask("/missing/"),
    "cacheable": ask("/cacheable/"),
    "unknown": ask("/", host="evil.example"),
    "unknown_plain": ask("/", host="evil.example", secure=False),
    "plain": ask("/echo/", secure=False),
    "health": ask("/healthz", secure=False, host="localhost"),
    "health_of_a_clinic": ask("/healthz"),
    "session": ask("/session/", method="post", name="Ada"),
    "origin": clinic.origin(),
}))
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=os.environ | GOOD | environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    database = tmp_path_factory.mktemp("production") / "production.sqlite3"
    done = run("-W", "ignore", "-c", VISIT, DATABASE_URL=f"sqlite:///{database}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


HEADERS = {
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("page", ["page", "staff", "missing", "session"])
def test_every_answer_carries_the_header_table(production: dict[str, Any], page: str) -> None:
    headers = production[page]["headers"]

    assert HEADERS.items() <= headers.items()
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert "camera=()" in headers["Permissions-Policy"]
    assert len(headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("page", ["unknown", "health_of_a_clinic"])
def test_what_is_refused_early_keeps_the_browser_on_https_too(production: dict[str, Any], page: str) -> None:
    headers = production[page]["headers"]

    assert headers["Strict-Transport-Security"] == HEADERS["Strict-Transport-Security"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_clinic_has_no_page_about_its_machine(production: dict[str, Any]) -> None:
    assert production["health_of_a_clinic"]["status"] == 404
    assert production["health"]["status"] == 200


def test_a_view_may_say_that_its_answer_can_be_kept(production: dict[str, Any]) -> None:
    assert production["cacheable"]["headers"]["Cache-Control"] == "public, max-age=60"


def test_cookies_belong_to_this_host_and_https_only(production: dict[str, Any]) -> None:
    cookie = production["session"]["cookies"]["__Host-session"]

    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Max-Age=1209600" in cookie


def test_plain_http_goes_to_https_except_for_health(production: dict[str, Any]) -> None:
    assert production["plain"]["status"] == 301
    assert production["plain"]["headers"]["Location"] == "https://harbour.example/echo/"
    assert production["health"]["status"] == 200


@pytest.mark.parametrize("page", ["unknown", "unknown_plain"])
def test_an_unknown_host_is_never_sent_anywhere(production: dict[str, Any], page: str) -> None:
    assert production[page]["status"] == 400
    assert not production[page]["cookies"]
    assert "Location" not in production[page]["headers"]


def test_links_are_https(production: dict[str, Any]) -> None:
    assert production["origin"] == "https://harbour.example"


def test_the_deployment_check_has_no_finding(tmp_path: Path) -> None:
    done = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", DATABASE_URL=f"sqlite:///{tmp_path}/none.sqlite3"
    )

    assert done.returncode == 0, done.stderr


STRONG = GOOD["FIELD_KEYS"]


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or weak: set it to at least 50 random characters"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "django-insecure-" + "abcdefghij" * 6}, "SECRET_KEY is missing or weak"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS is missing or weak: set it to one or more comma-separated keys"),
        ({"FIELD_KEYS": "short"}, "FIELD_KEYS is missing or weak"),
        ({"FIELD_KEYS": f"{STRONG},short"}, "FIELD_KEYS is missing or weak"),
        ({"DEMO": "1"}, "DEMO is for loopback only"),
        ({"TRUSTED_PROXIES": "proxy.internal"}, "TRUSTED_PROXIES must be comma-separated addresses or networks"),
        (
            {"PROXY_SECRET": "short", "TRUSTED_PROXIES": "10.0.0.5"},
            "PROXY_SECRET must be at least 32 random characters",
        ),
        ({"PROXY_SECRET": f"{STRONG} {STRONG}", "TRUSTED_PROXIES": "10.0.0.5"}, "PROXY_SECRET must be at least 32"),
        ({"PROXY_SECRET": STRONG}, "PROXY_SECRET needs TRUSTED_PROXIES"),
        ({"STAFF_HOSTS": "https://staff.example"}, "STAFF_HOSTS must be comma-separated host names"),
        ({"STAFF_HOSTS": "staff.example:8000"}, "STAFF_HOSTS must be comma-separated host names"),
        ({"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS holds something that was never a SECRET_KEY"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY and SECRET_KEY_FILE are both set"),
        ({"FIELD_KEYS": "", "FIELD_KEYS_FILE": "/nowhere"}, "FIELD_KEYS_FILE names a file that cannot be read"),
        ({"DATABASE_URL": "postgres://u:p@db.example/n"}, "DATABASE_URL reaches another machine without verified TLS"),
        ({"CACHE_URL": "redis://:p@cache.example:6379/0"}, "CACHE_URL reaches another machine without verified TLS"),
        ({"CACHE_URL": "rediss://cache.example:6379/0"}, "CACHE_URL reaches another machine without a password"),
        ({"EMAIL_URL": "smtp://u:p@mail.example:25"}, "EMAIL_URL reaches another machine without TLS"),
        ({"DATABASE_URL": "storefront"}, "DATABASE_URL must be an address such as postgres://"),
        ({"PLATFORM_HOST": "https://shops.example"}, "PLATFORM_HOST must be a host name without scheme and port"),
        ({"PLATFORM_ADDRESSES": "shops.example"}, "PLATFORM_ADDRESSES must be comma-separated IP addresses"),
        ({"DNS_RESOLVERS": "192.0.2.53"}, "DNS_RESOLVERS must be two or more comma-separated addresses"),
        ({"DNS_RESOLVERS": "192.0.2.53,192.0.2.53"}, "DNS_RESOLVERS must be two or more comma-separated addresses"),
        ({"DNS_RESOLVERS": "192.0.2.53,dns.example"}, "DNS_RESOLVERS must be two or more comma-separated addresses"),
        ({"UPSTREAM_READ_TIMEOUT": "soon"}, "UPSTREAM_READ_TIMEOUT must be a number of seconds above zero"),
        ({"UPSTREAM_TOTAL_TIMEOUT": "0"}, "UPSTREAM_TOTAL_TIMEOUT must be a number of seconds above zero"),
    ],
)
@pytest.mark.parametrize("command", ["check", "load_clinics"])
def test_a_bad_environment_refuses_to_start_with_one_sentence(command: str, environment: Any, says: str) -> None:
    done = run("manage.py", command, "x.toml", **environment)

    assert done.returncode == 1
    assert done.stderr.startswith(f"Not started: {says}")
    assert done.stderr.count("\n") == 1


MAIL = "import django; django.setup(); from django.conf import settings; print(settings.EMAIL_BACKEND)"


@pytest.mark.parametrize("url", ["", "consolemail://"])
def test_emails_are_never_printed(url: str) -> None:
    done = run("-W", "ignore", "-c", MAIL, EMAIL_URL=url)

    assert done.stdout == "storefront.web.no_mail.NoMailBackend\n"


def test_secrets_can_be_in_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{GOOD['SECRET_KEY']}\n")
    show = "import django; django.setup(); from django.conf import settings; print(settings.SECRET_KEY)"

    done = run("-W", "ignore", "-c", show, SECRET_KEY="", SECRET_KEY_FILE=str(secret))

    assert done.stdout == f"{GOOD['SECRET_KEY']}\n", done.stderr


START = "import storefront.wsgi"


@pytest.mark.parametrize("switch", ["PLAIN_HTTP", "DEBUG"])
def test_loopback_shortcuts_refuse_to_start_with_a_host_that_is_not(switch: str, tmp_path: Path) -> None:
    bad = {switch: "1", "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}

    started, checked = run("-c", START, **bad), run("manage.py", "check", **bad)
    problem = f"{switch} may only be set on loopback, but staff.example is configured"
    assert started.returncode == checked.returncode == 1
    assert problem in started.stderr
    assert problem in checked.stderr


def test_plain_http_listens_on_loopback_only(tmp_path: Path) -> None:
    outside = {
        "PLAIN_HTTP": "1",
        "STAFF_HOSTS": "",
        "HOST": "192.0.2.1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3",
    }

    assert "but 192.0.2.1 is configured" in run("manage.py", "check", **outside).stderr


def test_a_clinic_with_an_outside_host_stops_plain_http_until_the_file_is_mended(tmp_path: Path) -> None:
    loopback = {"PLAIN_HTTP": "1", "STAFF_HOSTS": "", "DATABASE_URL": f"sqlite:///{tmp_path}/clinics.sqlite3"}
    file = tmp_path / "clinics.toml"
    clinic = """
        [[clinic]]
        slug = "harbour"
        name = "Harbour"
        hosts = ["HOST"]
        languages = ["en"]
        country = "CA"
        currency = "CAD"
        support_email = "help@harbour.example"
        commerce = { kind = "careportals", organization = "aurora_demo" }
    """
    assert run("manage.py", "migrate", **loopback).returncode == 0

    file.write_text(clinic.replace("HOST", "harbour.example"))
    assert run("manage.py", "load_clinics", str(file), **loopback).returncode == 0
    assert "harbour.example is configured" in run("-c", START, **loopback).stderr

    file.write_text(clinic.replace("HOST", "harbour.localhost"))
    assert run("manage.py", "load_clinics", str(file), **loopback).returncode == 0
    assert run("-c", START, **loopback).returncode == 0
