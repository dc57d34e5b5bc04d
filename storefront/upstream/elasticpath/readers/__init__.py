"""Elastic Path's JSON, made into our types. Amounts are integers in the currency's minor unit and end here."""
