"""Who is calling: the organization by header or domain, the patient by token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.careportals.organization import Organization, Patient
from sandbox.careportals.refusals import refuse
from sandbox.http import Request


@dataclass(frozen=True, slots=True)
class Visit:
    """What every route gets: the organization, and the patient where the call carries a good token."""

    shop: Organization
    token: str

    @property
    def patient(self) -> Patient:
        """``Refusal`` 401 without a token, with an expired one, or one of another organization."""
        patient, expires = self.shop.tokens.get(self.token, ("", self.shop.now))
        if expires <= self.shop.now:
            raise refuse(401, "Unauthorized")
        return self.shop.patients[patient]


def visit(organizations: Mapping[str, Organization], request: Request) -> Visit:
    shop = tenant_of(organizations, request)
    request.note.tenant = shop.id
    if shop.revoked:
        raise refuse(403, "Organization is not active")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Visit(shop, token if scheme == "Bearer" else "")


def tenant_of(organizations: Mapping[str, Organization], request: Request) -> Organization:
    named = request.headers.get("organization")
    by_domain = _by_domain(organizations, request.headers.get("origin", ""))
    if named is None:
        if by_domain is None:
            raise refuse(400, "organization header is required")
        return by_domain
    if named not in organizations:
        raise refuse(400, "Organization not found")
    if by_domain is not None and by_domain.id != named:
        raise refuse(403, "organization does not match the domain of the request")
    return organizations[named]


def _by_domain(organizations: Mapping[str, Organization], origin: str) -> Organization | None:
    subdomain = re.fullmatch(r"https://([^./]+)\.portals\.care", origin)
    if subdomain is None:
        return None
    for shop in organizations.values():
        if shop.subdomain == subdomain[1]:
            return shop
    raise refuse(400, "Organization not found")
