"""Settings of the test run: keys that are nobody's, and loopback only. What the caller sets (DATABASE_URL) stays."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ")
os.environ.setdefault("FIELD_KEYS", "tests-only-the-first-field-key-and-long-enough")
os.environ.setdefault("PLAIN_HTTP", "1")
os.environ.setdefault("ALLOW_LOOPBACK_UPSTREAMS", "1")
os.environ.setdefault("STAFF_HOSTS", "staff.localhost")
os.environ.setdefault("DEBUG", "1")  # static files from where they lie; Django itself runs with DEBUG off under pytest

from storefront.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashers.Quick"]
