"""What needs somebody's attention, said on the first page of staff.

Each app registers what it can tell, when it is ready: ``register(orders_in_doubt)`` in its ``AppConfig``. A provider
is asked with the clinics that the member of staff may see, and answers for these only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from storefront.clinics.models import Clinic
from storefront.staff.scoping import clinics_of


@dataclass(frozen=True, slots=True)
class Attention:
    """``label`` reads after the number ("orders in doubt"); ``url`` lists exactly these; ``hint`` says what to do."""

    label: str
    count: int
    url: str
    hint: str = ""


Provider = Callable[[QuerySet[Clinic]], Iterable[Attention]]

PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def needs_attention(user: AbstractBaseUser | AnonymousUser) -> list[Attention]:
    """In the order of registration; nothing on a good day."""
    clinics = clinics_of(user)
    return [item for provider in PROVIDERS for item in provider(clinics) if item.count]
