"""The last resort, when nobody is left who could reset a second factor in the staff pages."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from storefront.staff import second_factor
from storefront.staff.audit import about, name_of
from storefront.staff.models import Action, StaffEvent


class Command(BaseCommand):
    help = "Forgets the second factor of a member of staff, who sets up a new one at the next sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="The user name")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["user"]).first()
        if person is None:
            raise CommandError(f"There is no member of staff with the user name {options['user']}.")
        second_factor.reset(person)
        StaffEvent.objects.create(
            action=Action.FACTOR_RESET,
            subject=name_of(person),
            about=about(person, person.pk),
            detail="by command on the server",
        )
        self.stdout.write(f"{person} is signed out and sets up an authenticator app at the next sign-in.")
