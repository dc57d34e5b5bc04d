"""What we hold about one patient of one clinic: told as JSON, and erased but for what must be kept.

``docs/retention.md`` says what is kept after an erasure, and why. Whoever keeps more about patients registers it here,
in its ``AppConfig``. What the clinic's own system holds is the clinic's to tell and to erase.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.local_accounts.models import AccountEvent, LocalAccount
from storefront.mail.models import OutgoingEmail
from storefront.patients.models import Consent
from storefront.sessions.digests import email_digests
from storefront.sessions.store import end_sessions

ABOUT = (
    "This is what the shop itself keeps. Your record, your orders with their items and your payments are in the "
    "clinic's own system: ask the clinic for them."
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A patient by the upstream's id. ``email`` may be empty where it is not known."""

    clinic: Clinic
    patient_ref: str
    email: str = ""


class MustWaitError(Exception):
    """Something about this patient is not over yet, so nothing was erased."""


@dataclass(frozen=True, slots=True)
class Holder:
    """``export`` gives what JSON can hold. ``erase`` raises ``MustWaitError``, and is undone when another one does."""

    name: str
    export: Callable[[Subject], Any]
    erase: Callable[[Subject], None]


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    _holders[holder.name] = holder


def export(subject: Subject) -> dict[str, Any]:
    told = {holder.name: holder.export(subject) for holder in (*OURS, *_holders.values())}
    return {"clinic": subject.clinic.name, "made_at": timezone.now().isoformat(), "about": ABOUT} | told


def erase(subject: Subject) -> None:
    """All or nothing. Raises ``MustWaitError``."""
    with transaction.atomic():
        for holder in (*_holders.values(), *OURS):
            holder.erase(subject)


def _account(subject: Subject) -> LocalAccount | None:
    return subject.clinic.local_accounts.filter(patient_ref=subject.patient_ref).first()


def _export_account(subject: Subject) -> dict[str, Any] | None:
    account = _account(subject)
    if account is None:
        return None
    person = account.person
    events = AccountEvent.objects.filter(clinic=subject.clinic, account=account.external_id)
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "made_at": account.created_at.isoformat(),
        "email_confirmed_at": account.email_verified_at.isoformat() if account.email_verified_at else None,
        "password": "kept as a hash that nobody can read",
        "events": [{"at": event.at.isoformat(), "what": event.get_kind_display()} for event in events],
    }


def _erase_account(subject: Subject) -> None:
    if account := _account(subject):
        AccountEvent.record(account, AccountEvent.Kind.ERASED)
        account.delete()


def _export_consents(subject: Subject) -> list[dict[str, Any]]:
    rows = Consent.objects.filter(clinic=subject.clinic, patient_ref=subject.patient_ref)
    return [{"at": row.at.isoformat(), "to": row.kind, "words": row.wording, "given": row.given} for row in rows]


def _keep_consents(subject: Subject) -> None:
    """They prove what was agreed to, and what not."""


def _emails(subject: Subject) -> Any:
    boxes = email_digests(subject.clinic.slug, subject.email) if subject.email else []
    return OutgoingEmail.objects.filter(clinic=subject.clinic, mailbox__in=boxes)


def _export_emails(subject: Subject) -> list[dict[str, Any]]:
    told = []
    for email in _emails(subject):
        content = email.content()
        told.append(
            {
                "at": email.created_at.isoformat(),
                "state": email.get_state_display(),
                "subject": content.subject if content else None,
                "text": content.text if content else None,
            }
        )
    return told


def _erase_emails(subject: Subject) -> None:
    _emails(subject).delete()


def _no_export(subject: Subject) -> str:
    return "what is in your cart and that you are signed in, for 14 days at most"


def _end_sign_ins(subject: Subject) -> None:
    end_sessions(subject.clinic.slug, subject.patient_ref)


OURS = (
    Holder("account", _export_account, _erase_account),
    Holder("consents", _export_consents, _keep_consents),
    Holder("emails", _export_emails, _erase_emails),
    Holder("sign_ins", _no_export, _end_sign_ins),
)
