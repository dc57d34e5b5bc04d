"""What needs somebody's attention, said on the first page of staff.

Each app registers what it can tell, when it is ready: ``register(orders_in_doubt)`` in its ``AppConfig``. A provider
is asked with the clinics that the member of staff may see, and answers for these only. What is about the platform
itself, ``register_for_platform``, is told to platform staff alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from storefront.clinics.models import Clinic
from storefront.staff.scoping import clinics_of, is_platform


@dataclass(frozen=True, slots=True)
class Attention:
    """``label`` reads after the number ("orders in doubt"); ``url`` lists exactly these; ``hint`` says what to do."""

    label: str
    count: int
    url: str
    hint: str = ""


Provider = Callable[[QuerySet[Clinic]], Iterable[Attention]]

PlatformProvider = Callable[[], Iterable[Attention]]

PROVIDERS: list[Provider] = []
PLATFORM_PROVIDERS: list[PlatformProvider] = []


def register(provider: Provider) -> None:
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def register_for_platform(provider: PlatformProvider) -> None:
    if provider not in PLATFORM_PROVIDERS:
        PLATFORM_PROVIDERS.append(provider)


def needs_attention(user: AbstractBaseUser | AnonymousUser) -> list[Attention]:
    """In the order of registration; nothing on a good day."""
    clinics = clinics_of(user)
    told = [item for provider in PROVIDERS for item in provider(clinics)]
    if is_platform(user):
        told += [item for platform_provider in PLATFORM_PROVIDERS for item in platform_provider()]
    return [item for item in told if item.count]
