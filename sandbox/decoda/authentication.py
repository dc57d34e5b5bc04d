"""Who may call: an API key that belongs to the tenant, and not more calls a minute than its limit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from sandbox.decoda.refusals import refused
from sandbox.decoda.store import Tenant
from sandbox.http import Request


def tenant_of(tenants: Mapping[str, Tenant], request: Request) -> Tenant:
    """``Refusal`` 401 when a header is missing, the key is wrong, or it is the key of another tenant."""
    tenant = tenants.get(request.headers.get("tenant", ""))
    key = request.headers.get("api-key", "")
    if tenant is None or not secrets.compare_digest(tenant.key.encode(), key.encode()):
        raise refused(401, "Invalid API key or tenant")
    request.note.tenant = tenant.name
    return tenant


def count(tenant: Tenant) -> dict[str, str]:
    """One more call in the running minute; the headers that say so. ``Refusal`` 429 when it is one too many."""
    now, limit = tenant.now(), tenant.switches.calls_per_minute
    since, calls = tenant.called
    if since is None or now - since >= timedelta(minutes=1):
        since, calls = now, 0
    tenant.called = since, calls + 1
    headers = {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(max(0, limit - calls - 1)),
        "X-RateLimit-Reset": str(int((since + timedelta(minutes=1)).timestamp())),
    }
    if calls >= limit:
        refusal = refused(429, "Rate limit exceeded")
        refusal.headers = headers
        raise refusal
    return headers
