"""The gate for proxies: an ICAP server (RFC 3507) that inspects uploads and downloads."""
