"""What the demo and tests may quote: tenants, keys, patients and cards. People and clinics are invented.

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


# Has saved cards, a bank account, 25.00 of credit, a package and a quote from the clinic.
DANA = DemoPatient("pat-dana", "Dana", "Whitfield", "dana@meadow.example", "+13035550141", "1986-04-12")
# Has nothing saved; a search for this e-mail finds Dana too.
ANA = DemoPatient("pat-ana", "Ana", "Núñez", "ana@meadow.example", "+13035550142", "1991-11-03")
# Share e-mail and phone.
OMAR = DemoPatient("pat-omar", "Omar", "Haddad", "family@meadow.example", "+13035550143", "1979-01-30")
LINA = DemoPatient("pat-lina", "Lina", "Haddad", "family@meadow.example", "+13035550143", "1982-07-19")
PATIENTS = (DANA, ANA, OMAR, LINA)

# Has one saved card; this clinic passes card fees on.
ERIN = DemoPatient("pat-erin", "Erin", "Okafor", "erin@solstice.example", "+15125550161", "1990-02-08")
# The same id and e-mail as at the other clinic.
OTHER_DANA = DemoPatient("pat-dana", "Dana", "Brook", "dana@meadow.example", "+15125550162", "1975-09-09")
OTHER_PATIENTS = (ERIN, OTHER_DANA)

DANA_VISA = "pm-dana-visa"
DANA_DECLINES = "pm-dana-declines"
DANA_BANK = "pm-dana-bank"
DANA_OLD_CARD = "pm-dana-old"  # archived
ERIN_VISA = "pm-erin-visa"
DANA_QUOTE = "quote-dana-glow"
