"""Make the clinics of a file exist as written: all of them or, when anything is wrong, none."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from storefront.clinics.hosts.verification import end_sessions
from storefront.clinics.models import Clinic, ClinicText, Coupon, Domain, Logo
from storefront.clinics.schema import ClinicEntry
from storefront.onboarding.commerce_settings import change_commerce
from storefront.onboarding.schema_errors import BadClinics, describe
from storefront.web.secret_files import secret

ENV = "env:"


@dataclass(frozen=True, slots=True)
class LoadedClinic:
    slug: str
    created: bool


def load_clinics(path: Path) -> list[LoadedClinic]:
    """Create or update by slug. Raises ``BadClinics`` with one sentence that names file, clinic and key."""
    entries = read_file(path)
    with transaction.atomic():
        _free_hosts(entries, path)
        return [_save(entry) for entry in entries]


def read_file(path: Path) -> list[ClinicEntry]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BadClinics(f"{path}: cannot be read") from None
    except tomllib.TOMLDecodeError as error:
        raise BadClinics(f"{path}: is not TOML: {error}") from None
    tables = document.pop("clinic", None)
    if document:
        raise BadClinics(f"{path}: {next(iter(document))}: unknown key; only [[clinic]] tables are expected here")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise BadClinics(f"{path}: clinic: expected one or more [[clinic]] tables")
    entries = [read_clinic(table, f"{path}: {_title(table, number)}") for number, table in enumerate(tables, 1)]
    _refuse_doubles(entries, path)
    return entries


def read_clinic(table: dict[str, Any], where: str) -> ClinicEntry:
    try:
        return ClinicEntry.model_validate(_from_environment(table, where))
    except ValidationError as error:
        raise BadClinics(f"{where}: {describe(error, ClinicEntry)}") from None


def _title(table: dict[str, Any], number: int) -> str:
    slug = table.get("slug")
    return f'clinic "{slug}"' if isinstance(slug, str) and slug else f"clinic number {number}"


def _from_environment(value: Any, where: str, key: str = "") -> Any:
    """Any string may be ``env:NAME``. The names are the file's own, so no setting can hold them: see settings.py."""
    if isinstance(value, dict):
        return {name: _from_environment(part, where, f"{key}.{name}") for name, part in value.items()}
    if isinstance(value, list):
        return [_from_environment(part, where, f"{key}.{index}") for index, part in enumerate(value)]
    if not isinstance(value, str) or not value.startswith(ENV):
        return value
    name = value.removeprefix(ENV)
    try:
        found = secret(name)
    except ImproperlyConfigured as problem:
        raise BadClinics(f"{where}: {key.lstrip('.')}: {problem}") from None
    if not found:
        raise BadClinics(f"{where}: {key.lstrip('.')}: expected the environment variable {name} to be set")
    return found


def _refuse_doubles(entries: list[ClinicEntry], path: Path) -> None:
    slugs: set[str] = set()
    owners: dict[str, str] = {}
    for entry in entries:
        where = f'{path}: clinic "{entry.slug}"'
        if entry.slug in slugs:
            raise BadClinics(f"{where}: slug: is in this file twice")
        slugs.add(entry.slug)
        for host in entry.hosts:
            if host in owners:
                raise BadClinics(f'{where}: hosts: {host} already belongs to clinic "{owners[host]}"')
            owners[host] = entry.slug


def _free_hosts(entries: list[ClinicEntry], path: Path) -> None:
    """Take the hosts that move or go away from the clinics of the file; one that is another clinic's stays there."""
    slugs = [entry.slug for entry in entries]
    for entry, host in _hosts(entries):
        owner = Domain.objects.filter(host=host).exclude(clinic__slug__in=slugs).select_related("clinic").first()
        if owner:
            raise BadClinics(
                f'{path}: clinic "{entry.slug}": hosts: {host} already belongs to clinic "{owner.clinic.slug}"'
            )
    for entry in entries:
        live = Domain.objects.filter(clinic__slug=entry.slug, verified_at__isnull=False)
        if live.exclude(host__in=entry.hosts).exists():
            end_sessions(Clinic.objects.get(slug=entry.slug))  # what its visitors carry must open nothing elsewhere
    Domain.objects.filter(clinic__slug__in=slugs).delete()


def _hosts(entries: list[ClinicEntry]) -> Iterator[tuple[ClinicEntry, str]]:
    return ((entry, host) for entry in entries for host in entry.hosts)


def _save(entry: ClinicEntry) -> LoadedClinic:
    clinic = Clinic.objects.filter(slug=entry.slug).first()
    created = clinic is None
    clinic = clinic or Clinic(slug=entry.slug)
    for field in (
        *("name", "languages", "country", "currency", "support_email", "support_phone", "portal_url", "time_zone"),
    ):
        setattr(clinic, field, getattr(entry, field))
    clinic.brand_primary, clinic.logo = entry.brand.primary, entry.brand.logo
    if entry.sandbox is not None:
        clinic.is_sandbox = entry.sandbox
    if entry.emails is not None:
        clinic.emails_off, clinic.orders_email = entry.emails.off, entry.emails.orders_to
        clinic.emails_name_products = entry.emails.name_products
    if entry.receipts is not None:
        for field, value in entry.receipts.model_dump().items():
            setattr(clinic, field, value)
    change_commerce(clinic, entry.commerce.model_dump(mode="json"))
    clinic.save()
    _dress(clinic, entry)
    now = timezone.now()  # whoever writes this file vouches for its hosts
    for position, host in enumerate(entry.hosts):
        Domain.objects.create(clinic=clinic, host=host, position=position, verified_at=now)
    clinic.coupons.all().delete()
    Coupon.objects.bulk_create(
        Coupon(**coupon.model_dump() | {"clinic": clinic, "code": coupon.code.upper()}) for coupon in entry.coupons
    )
    return LoadedClinic(entry.slug, created)


def _dress(clinic: Clinic, entry: ClinicEntry) -> None:
    """What the file does not speak of is the staff's: texts of other languages, and a logo where it names none."""
    for language, texts in entry.texts.items():
        ClinicText.objects.update_or_create(clinic=clinic, language=language, defaults=texts.model_dump())
    if entry.brand.logo:
        Logo.objects.filter(clinic=clinic).delete()
