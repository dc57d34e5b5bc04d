"""Settings. Every default is the safe one for production.

All variables of the environment that have a name of ours are read here and nowhere else. Those that a clinics file
names with ``env:NAME`` are read with it, in ``storefront/onboarding/clinics_file.py``: the names are the file's own,
and a setting that held the whole environment would put it on Django's debug pages.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from storefront import languages, sealing
from storefront.web import logging, transport
from storefront.web.hostnames import is_host_name, parse_socket
from storefront.web.secret_files import secret

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")
env = environ.Env()


def seconds(name: str, default: float) -> float:
    try:
        value = float(env.float(name, default))
    except ValueError:
        value = 0
    if not value > 0:
        raise ImproperlyConfigured(f"{name} must be a number of seconds above zero, such as {default:g}.")
    return value


def number(name: str, default: int) -> int:
    try:
        value = int(env.int(name, default))
    except ValueError:
        value = 0
    if not value > 0:
        raise ImproperlyConfigured(f"{name} must be a whole number above zero, such as {default}.")
    return value


def days(name: str, default: int) -> int:
    try:
        value = int(env.int(name, default))
    except ValueError:
        value = 0
    if not value > 0:
        raise ImproperlyConfigured(f"{name} must be a whole number of days above zero, such as {default}.")
    return value


def words(name: str) -> list[str]:
    return [word.strip().lower() for word in env.str(name, "").split(",") if word.strip()]


# -- secrets -----------------------------------------------------------------------------------------------------------
# Read without django-environ, which would take a leading "$" for a reference to another variable. Each may be in a file
# instead, which the same name with _FILE at its end names.


def is_strong_secret_key(key: str) -> bool:
    return len(key) >= 50 and len(set(key)) >= 5 and not key.startswith("django-insecure")


SECRET_KEY = secret("SECRET_KEY")
if not is_strong_secret_key(SECRET_KEY):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing or weak: set it to at least 50 random characters, for example the output of "
        "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'."
    )
SECRET_KEY_FALLBACKS = [key.strip() for key in secret("SECRET_KEY_FALLBACKS").split(",") if key.strip()]
if not all(is_strong_secret_key(key) for key in SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured(
        "SECRET_KEY_FALLBACKS holds something that was never a SECRET_KEY: give the earlier ones, separated by commas."
    )

FIELD_KEYS = tuple(key.strip() for key in secret("FIELD_KEYS").split(",") if key.strip())
if not FIELD_KEYS or not all(sealing.is_strong(key) for key in FIELD_KEYS):
    raise ImproperlyConfigured(
        "FIELD_KEYS is missing or weak: set it to one or more comma-separated keys (the first one encrypts), each 32 "
        "random bytes in base64, for example the output of "
        "python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'."
    )

# -- who may reach us and how ------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
PLAIN_HTTP = env.bool("PLAIN_HTTP", False)
DEMO = env.bool("DEMO", False)
if DEMO and not PLAIN_HTTP:
    raise ImproperlyConfigured("DEMO is for loopback only: unset it, or set PLAIN_HTTP=1 as well.")

# The host middleware is the authority: it knows every clinic's hosts and answers 400 before anything else runs. A list
# here could only disagree with the database.
ALLOWED_HOSTS = ["*"]
STAFF_HOSTS = frozenset(words("STAFF_HOSTS"))
if not all(is_host_name(host) for host in STAFF_HOSTS):
    raise ImproperlyConfigured(
        "STAFF_HOSTS must be comma-separated host names without scheme and port, such as staff.example.net."
    )
HOST = env.str("HOST", "127.0.0.1")  # where deploy/serve listens
try:
    TRUSTED_PROXIES = tuple(ip_network(proxy) for proxy in words("TRUSTED_PROXIES"))
except ValueError:
    raise ImproperlyConfigured(
        "TRUSTED_PROXIES must be comma-separated addresses or networks, such as 10.0.0.5,10.1.0.0/16."
    ) from None

PROXY_SECRET = secret("PROXY_SECRET")  # what only our own proxy knows, see storefront/web/proxies.py
if PROXY_SECRET and (len(PROXY_SECRET) < 32 or not PROXY_SECRET.isascii() or len(PROXY_SECRET.split()) != 1):
    raise ImproperlyConfigured(
        "PROXY_SECRET must be at least 32 random characters without spaces, for example the output of "
        "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'."
    )
if PROXY_SECRET and not TRUSTED_PROXIES:
    raise ImproperlyConfigured("PROXY_SECRET needs TRUSTED_PROXIES: the IP addresses of the proxies that know it.")

# What clinics' domains must point at, as staff tell them: a name for CNAME records, IP addresses for A and AAAA.
PLATFORM_HOST = env.str("PLATFORM_HOST", "").strip().lower().rstrip(".")
if PLATFORM_HOST and not is_host_name(PLATFORM_HOST):
    raise ImproperlyConfigured("PLATFORM_HOST must be a host name without scheme and port, such as shops.example.net.")
try:
    PLATFORM_IP_ADDRESSES = tuple(ip_address(address) for address in words("PLATFORM_ADDRESSES"))
except ValueError:
    raise ImproperlyConfigured(
        "PLATFORM_ADDRESSES must be comma-separated IP addresses, such as 203.0.113.10,2001:db8::10."
    ) from None
# Who is asked for clinics' records. Two that do not depend on each other, because only what both say counts.
_resolvers = [parse_socket(resolver, 53) for resolver in words("DNS_RESOLVERS") or ("1.1.1.1", "8.8.8.8")]
DNS_RESOLVERS = tuple(resolver for resolver in _resolvers if resolver)
if len(set(DNS_RESOLVERS)) < max(2, len(_resolvers)):
    raise ImproperlyConfigured(
        "DNS_RESOLVERS must be two or more comma-separated addresses, with a port where it is not 53, "
        "such as 1.1.1.1,10.0.0.2:5353."
    )

ALLOW_LOOPBACK_UPSTREAMS = env.bool("ALLOW_LOOPBACK_UPSTREAMS", False)
UPSTREAM_CONNECT_TIMEOUT = seconds("UPSTREAM_CONNECT_TIMEOUT", 3)
UPSTREAM_READ_TIMEOUT = seconds("UPSTREAM_READ_TIMEOUT", 10)
UPSTREAM_TOTAL_TIMEOUT = seconds("UPSTREAM_TOTAL_TIMEOUT", 20)
THREADS = number("THREADS", 128)  # of each worker: how many calls may be under way follows from it

# -- the application ---------------------------------------------------------------------------------------------------

ROOT_URLCONF = "storefront.urls"  # clinic hosts; the host middleware names another one for the others
STAFF_URLCONF = "storefront.staff_urls"
DEMO_URLCONF = "storefront.demo.urls"
WSGI_APPLICATION = "storefront.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "storefront.staff.apps.StaffAdminConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "csp",
    "storefront.jobs",
    "storefront.clinics",
    "storefront.patients",
    "storefront.staff",
    "storefront.statistics",
    "storefront.onboarding",
    "storefront.backoffice",
    "storefront.demo",
    "checkout",
]

MIDDLEWARE = [
    "storefront.web.logging.RequestLogMiddleware",
    "storefront.clinics.hosts.certificates.PermissionMiddleware",  # asked by our own proxy, not by way of it
    "csp.middleware.CSPMiddleware",
    "storefront.web.headers.HeadersMiddleware",
    "storefront.web.proxies.ProxyMiddleware",
    # Unknown hosts end here: no session, CSRF or template code has run.
    "storefront.clinics.hosts.middleware.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "storefront.language_choice.middleware.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "storefront.catalogue.public_pages.PublicPageMiddleware",
    "storefront.statistics.visits.VisitMiddleware",
    "storefront.sessions.middleware.ClinicSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "storefront.staff.session.StaffSessionMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "storefront.sessions.patient.PatientMiddleware",
    "storefront.local_accounts.sessions.LocalSessionMiddleware",
    "storefront.sessions.kept_pages.KeptPageMiddleware",
    "storefront.clinics.closed.ClosingMiddleware",
    "storefront.failures.FailureMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "storefront.context.shop",
                "checkout.context.cart",
            ],
            "libraries": {"shop": "storefront.templatetags.shop"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CSRF_FAILURE_VIEW = "storefront.failures.csrf_failure"

LANGUAGE_CODE = languages.source_language()
LANGUAGES = list(languages.own_names().items())
LOCALE_PATHS = [BASE_DIR / "locale"]
STAFF_LANGUAGE = "en-gb"  # no clinic's, so that dates may read in another way for staff than for patients
FORMAT_MODULE_PATH = "storefront.formats"
TIME_ZONE = "UTC"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Waits that double without end let a stranger keep somebody out: tries are counted in storefront/limits/policy.py.
OTP_STATIC_THROTTLE_FACTOR = 0

FILE_UPLOAD_HANDLERS = ["storefront.web.uploads.SmallUploads"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1  # a logo

# -- what is kept ------------------------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    "init_command": "PRAGMA journal_mode=WAL;",  # synchronous stays FULL: a claimed attempt must survive a power cut
    "timeout": 15,
    "transaction_mode": "IMMEDIATE",  # writers queue at BEGIN instead of failing when a reader turns into a writer
}
POSTGRES_OPTIONS = {
    # Far fewer connections than threads: threads mostly wait for an upstream, and give theirs back before they do
    # (storefront/web/connections.py).
    "pool": {"min_size": 1, "max_size": 20, "timeout": 10},
}

DATABASES: dict[str, Any] = {
    "default": env.db_url_config(secret("DATABASE_URL", f"sqlite:///{BASE_DIR / 'storefront.sqlite3'}"))
}
if "ENGINE" not in DATABASES["default"]:
    raise ImproperlyConfigured("DATABASE_URL must be an address such as postgres://user:password@host:5432/name.")
DATABASES["default"] |= {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 0}  # an attempt is committed before its call leaves
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"] = POSTGRES_OPTIONS | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES: dict[str, Any] = {
    "default": env.cache_url_config(secret("CACHE_URL", "locmemcache://storefront?max_entries=10000"))
}
if "redis" in CACHES["default"]["BACKEND"].lower():
    CACHES["default"]["BACKEND"] = "storefront.web.cache.SoftRedisCache"
    CACHES["default"]["VERSION"] = 2  # part of every key: releases before read pickles only, and must not meet ours
    CACHES["default"].setdefault("OPTIONS", {}).update(socket_connect_timeout=0.5, socket_timeout=0.5)

SESSION_ENGINE = "storefront.sessions.store"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # never in a cookie

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_STORAGE = "storefront.web.static_files.SmallStaticFilesStorage"
if DEBUG:
    STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_STORAGE},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # fonts and scripts are for our own pages

# -- how long sessions live --------------------------------------------------------------------------------------------

SESSION_COOKIE_AGE = 14 * 24 * 60 * 60  # after the last visit: a guest's cart outlives a holiday

# Health data is behind a sign-in, and computers are shared: it ends soon after the last page. Whoever goes on shopping
# stays in, but not for ever: a cookie that was stolen is worth nothing on the next day.
PATIENT_IDLE = timedelta(minutes=30)
PATIENT_ABSOLUTE = timedelta(hours=12)

# Staff see many patients' orders, so no longer than a patient; half a day is one shift.
STAFF_IDLE = timedelta(minutes=30)
STAFF_ABSOLUTE = timedelta(hours=12)
# What matters most asks for the second factor again: long enough for one piece of work, too short for a lunch break.
STAFF_FRESH_CODE = timedelta(minutes=10)
# A password alone gives the right to set up an authenticator app: time to install one, and no more.
STAFF_ENROLMENT = timedelta(minutes=10)

# The clock of a sign-in is written at most this often, so that a page view seldom costs a write.
SESSION_TOUCH = timedelta(minutes=1)

# -- how long data about people are kept, see checkout/retention.py ----------------------------------------------------

# After that an order no longer says whose it was: as long as somebody may ask about it.
KEEP_ORDER_LINKS_DAYS = days("KEEP_ORDER_LINKS_DAYS", 90)
# What happened to patients' accounts here: six years, as 45 CFR 164.316 has it for such records.
KEEP_ACCOUNT_EVENTS_DAYS = days("KEEP_ACCOUNT_EVENTS_DAYS", 6 * 365)

# -- the browser's side ------------------------------------------------------------------------------------------------

# A __Host- cookie can neither be read nor be planted by another clinic's host, but needs https.
COOKIE_PREFIX = "" if PLAIN_HTTP else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = "/"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60

SECURE_SSL_REDIRECT = not PLAIN_HTTP
# Two years. A clinic's other hosts are not ours to speak for, so neither includeSubDomains nor preload (and not the two
# warnings that ask for them).
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 2 * 365 * 24 * 60 * 60
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- mail --------------------------------------------------------------------------------------------------------------

# Emails of clinics whose patients have their accounts here. On loopback they are written to the standard output by
# default; in production they never are, because whoever reads the log could use the links.
_mail: dict[str, Any] = env.email_url_config(secret("EMAIL_URL", "consolemail://"))
if _mail["EMAIL_BACKEND"].endswith("console.EmailBackend") and not PLAIN_HTTP:
    _mail["EMAIL_BACKEND"] = "storefront.web.no_mail.NoMailBackend"
vars().update(_mail)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "no-reply@localhost")
EMAIL_TIMEOUT = 10

# -- the way to database, cache and mail server ------------------------------------------------------------------------

PRIVATE_NETWORK_HOSTS = frozenset(words("PRIVATE_NETWORK_HOSTS"))
if not PLAIN_HTTP:
    for problem in transport.problems(DATABASES["default"], CACHES["default"], _mail, PRIVATE_NETWORK_HOSTS):
        raise ImproperlyConfigured(problem)

LOGGING = logging.configure(readable=DEMO)
