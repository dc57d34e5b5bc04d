"""Whether a card costs more here, for this patient, and how much at most."""

from __future__ import annotations

from storefront.upstream.decoda.readers.shapes import Cents, Person
from storefront.upstream.errors import NotFound
from storefront.upstream.fields import Flag, Shape, reading
from storefront.upstream.types import Access
from storefront.upstream.wire import Reply


class _Tenant(Shape):
    pass_fee_to_patient: bool


class _Patient(Person):
    surcharge_disabled: Flag = False


class _Config(Shape):
    fee: Cents = 0


def read_passes_fee_on(reply: Reply) -> bool:
    with reading(reply, "tenant"):
        return _Tenant.model_validate(reply.json).pass_fee_to_patient


def read_spared(reply: Reply, access: Access) -> bool:
    """``NotFound`` for another patient's chart."""
    with reading(reply, "patient"):
        patient = _Patient.model_validate(reply.json)
    if patient.id != access.patient_ref:
        raise reply.error(NotFound, "patient: another one")
    return patient.surcharge_disabled


def read_fee(reply: Reply) -> int:
    """Cents."""
    with reading(reply, "embed payment"):
        return _Config.model_validate(reply.json).fee
