"""Words and numbers that only staff may see. They stand in ordinary answers; a page that shows one of them leaks."""

from __future__ import annotations

INTERNAL_NOTES = "canary-internal-notes: margin is thin, push the bundle"
STOCK_NOTES = "canary-stock-notes: second shelf, one box damaged"
QUOTE_NOTES = "canary-quote-notes: would pay more"
TAG = "canary-tag-vip"
META = "canary-meta-insurance-dispute"
MEDICATION = "canary-medication-isotretinoin"
ALLERGY = "canary-allergy-latex"
COST = 7_654_321  # cents

WORDS = (INTERNAL_NOTES, STOCK_NOTES, QUOTE_NOTES, TAG, META, MEDICATION, ALLERGY, str(COST))
