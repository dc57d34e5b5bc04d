"""What is wrong with the settings given the clinics that exist.

Plain http and debug pages are for loopback only: refused as soon as any other host is configured. Emails that cannot
be sent are warned of.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import Error

from storefront.clinics.models import Clinic, Domain
from storefront.web.hostnames import is_loopback
from storefront.web.no_mail import mail_goes


@checks.register(checks.Tags.security)
def check_loopback_shortcuts(**kwargs: Any) -> list[checks.CheckMessage]:
    problem = loopback_problem()
    return [checks.Error(problem, id="storefront.E001")] if problem else []


@checks.register(checks.Tags.security)
def check_mail(**kwargs: Any) -> list[checks.CheckMessage]:
    problem = mail_problem()
    return [checks.Warning(problem, id="storefront.W001")] if problem else []


def mail_problem() -> str:
    """One sentence, or empty when all is well."""
    if mail_goes():
        return ""
    try:
        clinics = list(Clinic.objects.exclude(sealed_commerce="").order_by("slug"))
    except Error:  # before the first migration there are no clinics
        return ""
    if not clinics:
        return ""
    waiting = [clinic.slug for clinic in clinics if clinic.keeps_accounts]
    accounts = (
        f" Patients of {', '.join(waiting)} cannot confirm an address or choose a new password." if waiting else ""
    )
    return (
        "No email can be sent: set EMAIL_URL and DEFAULT_FROM_EMAIL. Until then no email tells of orders, and no page "
        f"promises any.{accounts}"
    )


def refuse_loopback_shortcuts() -> None:
    if problem := loopback_problem():
        raise ImproperlyConfigured(problem)


def loopback_problem() -> str:
    """One sentence, or empty when all is well."""
    names = shortcuts()
    if not names:
        return ""
    outside = sorted(host for host in configured_hosts() if not is_loopback(host))
    if not outside:
        return ""
    return f"{names} may only be set on loopback, but {outside[0]} is configured: unset {names} or remove the domain."


def refuse_outside(host: str) -> None:
    """Raises ``ValueError`` for a host with which nothing would start again."""
    if (names := shortcuts()) and not is_loopback(host):
        raise ValueError(f"{names} is for this machine only, so names here end in .localhost: such as shop.localhost.")


def shortcuts() -> str:
    """Those that are on, as words."""
    return " and ".join(name for name in ("PLAIN_HTTP", "DEBUG") if getattr(settings, name))


def configured_hosts() -> set[str]:
    try:
        return {settings.HOST, *settings.STAFF_HOSTS, *Domain.objects.values_list("host", flat=True)}
    except Error:  # before the first migration there are no clinics
        return {settings.HOST, *settings.STAFF_HOSTS}
