"""Addresses of a site as the watch keeps them: sealed, and found again by a digest that tells nothing."""

import hmac

from django.conf import settings


def address_key(site_id: str, url: str) -> str:
    """The same for the same address of the same site; of no use without the installation's key."""
    message = f"{site_id}\0{url}".encode("utf-8", "surrogatepass")
    return hmac.digest(settings.SECRET_KEY.encode(), b"withhold.watch\0" + message, "sha256").hex()
