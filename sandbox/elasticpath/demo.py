"""What the demo guide and the tests may quote: keys, members and codes of the two stores."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

STORE = "summit"
SUMMIT_CLIENT_ID = "SummitStorefront7c1e0b52d94fa38a6e5c"
SUMMIT_CLIENT_SECRET = "sandbox-secret-of-summit-b1946ac92492d2347c62"
SUMMIT_PASSWORD_PROFILE_ID = "5f0c2a52-6d1e-4b8f-9a37-2f4be1c6d801"

RIDGE_CLIENT_ID = "RidgeStorefront3b8d6f204ce19a75d0f2"
RIDGE_CLIENT_SECRET = "sandbox-secret-of-ridge-f2c7bb8acc97f92e987d"
RIDGE_PASSWORD_PROFILE_ID = "c3a9d4e7-1b52-4f60-8e0d-7a6b95f3c2d4"

PASSWORD = "Summit-2026!"
RIDGE_PASSWORD = "Ridge-2026!"
ONE_ACCOUNT = "erin@summit.example"
TWO_ACCOUNTS = "finn@summit.example"
NO_ACCOUNT = "gus@summit.example"

TEN_PERCENT = "WELCOME10"
FIVE_OFF = "TAKE5"
EXPIRED = "EXPIRED"


def fixed_id(*names: str) -> str:
    """The same UUID at every start, so that links and tests last."""
    return str(uuid5(NAMESPACE_URL, "/".join(("sandbox", *names))))
