"""What a demo guide tells: tenants and keys, patients with a chart, cards. People and clinics are invented.

Decoda signs nobody in: passwords belong to the storefront. These are the charts that its accounts can stand for.
"""

from __future__ import annotations

from dataclasses import dataclass

TENANT = "lumina"
API_KEY = "decoda-demo-key-lumina"
OTHER_TENANT = "solstice"
OTHER_API_KEY = "decoda-demo-key-solstice"
CREATOR = "prov-reyes"  # the provider who makes quotes; exists in both tenants


@dataclass(frozen=True, slots=True)
class DemoPatient:
    id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    birth_date: str
    note: str


DANA = DemoPatient(
    "pat-dana",
    "Dana",
    "Whitfield",
    "dana@meadow.example",
    "+13035550141",
    "1986-04-12",
    "has saved cards, a bank account, 25.00 of credit, an owned package and a quote from the clinic",
)
ANA = DemoPatient(
    "pat-ana",
    "Ana",
    "Núñez",
    "ana@meadow.example",
    "+13035550142",
    "1991-11-03",
    "nothing saved; a search for this e-mail finds Dana too",
)
OMAR = DemoPatient(
    "pat-omar", "Omar", "Haddad", "family@meadow.example", "+13035550143", "1979-01-30", "shares e-mail and phone"
)
LINA = DemoPatient(
    "pat-lina", "Lina", "Haddad", "family@meadow.example", "+13035550143", "1982-07-19", "shares e-mail and phone"
)
PATIENTS = (DANA, ANA, OMAR, LINA)

ERIN = DemoPatient(
    "pat-erin", "Erin", "Okafor", "erin@solstice.example", "+15125550161", "1990-02-08", "one saved card; card fees on"
)
OTHER_DANA = DemoPatient(
    "pat-dana", "Dana", "Brook", "dana@meadow.example", "+15125550162", "1975-09-09", "same id and e-mail, other clinic"
)
OTHER_PATIENTS = (ERIN, OTHER_DANA)

DANA_VISA = "pm-dana-visa"
DANA_DECLINES = "pm-dana-declines"
DANA_BANK = "pm-dana-bank"
DANA_OLD_CARD = "pm-dana-old"  # archived
ERIN_VISA = "pm-erin-visa"
DANA_QUOTE = "quote-dana-glow"

CARDS = (
    ("Visa ending in 4242", "pays"),
    ("Mastercard ending in 0002", "is declined"),
    ("Mountain Credit Union, account ending in 6789", "takes days: the payment is PROCESSING until the bank settles"),
)
