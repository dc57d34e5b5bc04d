"""After a new key was put first in ``FIELD_KEYS``: nothing is left that only an old key opens."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from storefront.clinics.hosts import lookup
from storefront.sealing import UnsealError


class Command(BaseCommand):
    help = "Seals everything that is kept sealed anew, under the first of FIELD_KEYS. May run while the shop is open."

    def handle(self, *args: Any, **options: Any) -> None:
        anew = closed = 0
        for model in apps.get_models():
            if not hasattr(model, "sealed_anew"):
                continue
            rows = model._default_manager.all()
            for row in rows.iterator():
                try:
                    fields = row.sealed_anew()
                except UnsealError:
                    closed += 1
                    self.stderr.write(f"{model._meta.verbose_name} {row.pk}: none of FIELD_KEYS opens it")
                    continue
                before = {name: getattr(row, name) for name in fields}
                if fields != before:  # and what was written meanwhile is left alone: it is under the first key
                    anew += rows.filter(pk=row.pk, **before).update(**fields)
        lookup.forget()
        self.stdout.write(f"{anew} sealed anew.")
        if closed:
            raise CommandError(f"{closed} cannot be opened: put the key that sealed them back behind the first one.")
