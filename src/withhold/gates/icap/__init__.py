"""Content inspection for proxies: an ICAP server (RFC 3507)."""
