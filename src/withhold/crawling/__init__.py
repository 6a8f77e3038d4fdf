"""Addresses of the web, and the links that lead to them, read out of hostile pages. Nothing is asked here."""
