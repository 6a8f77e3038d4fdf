"""Sign-in names that look like addresses and are none: nothing is ever mailed to these accounts."""

NO_MAILBOX = "portal.invalid"
"""A name that no network resolves (RFC 2606)."""


def has_mailbox(address: str) -> bool:
    """Whether somebody can be written to under this sign-in name."""
    return not address.casefold().endswith(f"@{NO_MAILBOX}")
