"""Decoda's JSON to our values, by allow-list: staff's notes, costs, tags and health data have no field to land in.

Amounts are whole cents; that ends here.
"""
