"""Moving an account from the chart that sign-up made to one that the clinic has had before.

Three proofs: the account's confirmed address is the one on the chart, the upstream's identity check passes, and a code
that was mailed to that address comes back. Whoever asks never learns which of them failed.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from storefront.local_accounts import mail
from storefront.local_accounts.accounts import EVENT, LocalAccounts
from storefront.local_accounts.models import AccountEvent, ChartLink, LocalAccount
from storefront.sessions.digests import code_digest, same_address

CODE_LIVES = timedelta(minutes=10)
TRIES = 5
MOST_CHARTS = 10


def may_link(account: LocalAccount) -> bool:
    return account.email_verified_at is not None and account.linked_at is None


def ask(accounts: LocalAccounts, account: LocalAccount, last_name: str, phone: str, birth_date: date) -> None:
    """Mail a code if exactly one chart is proven; otherwise keep one that opens nothing. ``phone`` is E.164."""
    found = [
        ref for ref in _free_charts(accounts, account) if accounts.charts.verify(ref, last_name, phone, birth_date)
    ]
    ref = found[0] if len(found) == 1 and _has_address(accounts, found[0], account) else ""
    code = f"{secrets.randbelow(10**6):06}"
    ChartLink.objects.update_or_create(
        account=account,
        defaults={
            "patient_ref": ref,
            "code_digest": code_digest(str(account.external_id), code),
            "tries": 0,
            "expires_at": timezone.now() + CODE_LIVES,
        },
    )
    AccountEvent.record(account, EVENT.CODE_ASKED)
    email = account.person.email
    if mail.may_send(account.clinic, email, "code") and ref:
        mail.send_soon(mail.compose(account.clinic, email, _("Your code"), "code", code=code))


def confirm(account: LocalAccount, code: str) -> bool:
    """Move the account if the code is right. Its other sign-ins end, because they are the old chart's."""
    ref = _redeem(account, code)
    if not ref or not may_link(account):
        return False
    try:
        with transaction.atomic():
            moved = account.change("epoch", patient_ref=ref, linked_at=timezone.now(), epoch=account.epoch + 1)
    except IntegrityError:  # another account has got it meanwhile
        return False
    if moved:
        AccountEvent.record(account, EVENT.LINKED)
    return moved


def _free_charts(accounts: LocalAccounts, account: LocalAccount) -> list[str]:
    """Charts with the account's address that belong to no account yet, this one included."""
    refs = list(accounts.charts.candidates(email=account.person.email))[:MOST_CHARTS]
    taken = set(account.clinic.local_accounts.filter(patient_ref__in=refs).values_list("patient_ref", flat=True))
    return [ref for ref in refs if ref not in taken]


def _has_address(accounts: LocalAccounts, ref: str, account: LocalAccount) -> bool:
    """Not the upstream's search decides whose chart it is."""
    return same_address(accounts.charts.profile(ref).email) == same_address(account.person.email)


def _redeem(account: LocalAccount, code: str) -> str:
    """The chart that this code opens, or empty. Each try is counted before it is judged, and a code works once."""
    links = ChartLink.objects.filter(account=account)
    live = links.filter(tries__lt=TRIES, expires_at__gt=timezone.now())
    if not live.update(tries=models.F("tries") + 1):
        return ""
    digest = code_digest(str(account.external_id), code)
    link = links.first()
    if link is None or not constant_time_compare(link.code_digest, digest):
        return ""
    used, _rows = links.filter(code_digest=digest).delete()
    return link.patient_ref if used else ""
