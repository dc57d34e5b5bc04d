from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from storefront.onboarding.clinics_file import load_clinics
from storefront.onboarding.schema_errors import BadClinics


class Command(BaseCommand):
    help = "Make the clinics of a TOML file exist as written: create or update by slug, all or nothing."
    requires_system_checks = []  # a wrong host in the database stops every other start, and is mended here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.toml")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = load_clinics(file)
        except BadClinics as error:
            raise CommandError(str(error)) from None
        for clinic in loaded:
            self.stdout.write(f"{clinic.slug}: {'created' if clinic.created else 'updated'}")
