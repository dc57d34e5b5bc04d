"""The bare pages, and a visitor who has a session."""

from __future__ import annotations

import os
from collections.abc import Callable


def prepare() -> dict[str, Callable[[], tuple[int, bytes]]]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.floor.settings"
    import django
    from django.core.management import call_command

    from tests.bench.worker import Visitor

    django.setup()
    call_command("migrate", verbosity=0)
    visitor = Visitor("floor.localhost")
    visitor.ask("/begin/")
    return {"call": lambda: visitor.ask("/call/"), "plain": lambda: visitor.ask("/plain/")}
