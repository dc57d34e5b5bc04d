"""End sign-ins at once: after a leak, a stolen key, or a change of keys."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from storefront.clinics.models import Clinic
from storefront.sessions.store import STAFF, end_all_sessions, end_sessions


class Command(BaseCommand):
    help = "End the sessions of one patient, of a clinic, of staff, or of everybody. Who is signed in signs in again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--clinic", metavar="SLUG", help="all sessions of this clinic, or of --patient there")
        whose.add_argument("--staff", action="store_true", help="all sessions of staff")
        whose.add_argument("--everybody", action="store_true", help="all sessions of all clinics and of staff")
        parser.add_argument("--patient", metavar="ID", default="", help="the upstream's id of the patient")

    def handle(self, *, clinic: str | None, staff: bool, patient: str, **options: Any) -> None:
        if clinic is not None and not Clinic.objects.filter(slug=clinic).exists():
            raise CommandError(f"There is no clinic {clinic!r}: give the slug of one that exists.")
        if patient and clinic is None:
            raise CommandError("--patient needs --clinic: the same id may be another person at another clinic.")
        everyone = STAFF if staff else clinic
        ended = end_sessions(clinic, patient) if clinic and patient else end_all_sessions(everyone)
        self.stdout.write(f"{ended} session(s) ended.")
