from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, transaction

from storefront.demo.views import prepare, refuse_outside_the_demo
from storefront.sessions.models import StoredSession

ABOUT_PATIENTS = ("checkout", "patients")  # apps by name: the storefront does not import the checkout


class Command(BaseCommand):
    help = "Forget what patients did, as the sandbox does whenever it starts, and let in the people of the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_outside_the_demo()
        with transaction.atomic():
            forget_patients()
            prepare()


def forget_patients() -> None:
    """Orders, accounts, consents and visits. Otherwise the shop would ask the sandbox for what it no longer knows.

    Staff stay signed in: their sessions have nothing to do with the sandbox.
    """
    StoredSession.objects.exclude(clinic="").delete()
    models = {model for label in ABOUT_PATIENTS for model in apps.get_app_config(label).get_models()}
    for model in models - {StoredSession}:
        # Table by table, past the rule that rows which others point at stay: all of them go, and the database checks
        # at the end of the transaction that nothing points nowhere.
        model._base_manager.all()._raw_delete(DEFAULT_DB_ALIAS)
