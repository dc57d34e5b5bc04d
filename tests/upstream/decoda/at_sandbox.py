"""What stands in the sandbox, and who comes to it."""

from __future__ import annotations

from datetime import date

from sandbox.decoda import demo
from storefront.upstream.types import Access, NewPatient

CREAM, SERUM, SERIES = "item:item-barrier-cream", "item:item-vitamin-c-serum", "package:pack-glow"
KEY = "4f6f4a52-0000-4000-8000-000000000001"
EVA = NewPatient("Eva", "Roy", "eva@meadow.example", "Mill-Lane-26!", "+13035550177", date(1990, 2, 28), "female")
STRANGER = Access(patient_ref=demo.ANA.id)
LOST_ANSWERS = ["reset_after", "error_after", "hang_after", "truncated", "late"]
