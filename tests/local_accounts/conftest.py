"""The clinic of ``tests/patients/local``, whose patients have local accounts."""

from __future__ import annotations

from tests.patients.local.conftest import account, another_browser, charts, local_accounts, patient

__all__ = ["account", "another_browser", "charts", "local_accounts", "patient"]
