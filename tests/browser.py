"""Django's client, which does with a refused form what a browser does."""

from __future__ import annotations

from typing import Any

from django.test import Client

from storefront.sessions.kept_pages import KEPT


class Browser(Client):
    """``post`` gives the answer, or the page that the browser is sent to when the answer is a page."""

    def post(self, *args: Any, **kwargs: Any) -> Any:
        answer = super().post(*args, **kwargs)
        there = answer.get("Location", "")
        return self.get(there) if answer.status_code == 303 and f"{KEPT}=" in there else answer
