"""CarePortals' JSON to our values. Amounts are decimal numbers in major units; that ends here."""
