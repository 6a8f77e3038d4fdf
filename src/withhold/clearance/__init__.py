"""Clearances: signed records that exactly these bytes may be at this destination, and their revocation."""
