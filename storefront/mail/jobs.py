"""The job that sends what is in the outbox. A clinic whose emails hang holds up no other."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from threading import Event

from django.utils import timezone

from storefront.jobs.fair import FairPool
from storefront.jobs.registry import Every, Job, JobFailed
from storefront.mail import sending
from storefront.web.no_mail import mail_goes

PASS = 5.0  # seconds; a clinic that takes longer is not waited for
POOL = FairPool(4)


def send_mail(stopping: Event) -> str:
    """One pass over all that is due."""
    if not mail_goes():
        return "no mail server: set EMAIL_URL"
    now = timezone.now()
    lost = sending.tell_interrupted(now)
    clinics = {} if stopping.is_set() else sending.clinics_with_due(now)
    outcome = POOL.run({slug: partial(sending.send_due_of, each, now) for slug, each in clinics.items()}, PASS)
    if outcome.failed:
        raise JobFailed(f"sending ended early at: {', '.join(outcome.failed)}")
    unsure = f", {lost} perhaps sent" if lost else ""
    return f"sent {sum(outcome.done.values())}{unsure}"


JOB = Job("mail", Every(timedelta(seconds=5)), send_mail)
