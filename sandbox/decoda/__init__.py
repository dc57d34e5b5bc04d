"""Decoda Health in miniature: the API under ``/decoda``, and the hosted pages under ``/decoda-app``."""

from __future__ import annotations

from sandbox.decoda.api import Decoda
from sandbox.decoda.hosted import DecodaApp

__all__ = ["Decoda", "DecodaApp"]
