"""Keys: read with care, kept apart by purpose; canonical JSON and Ed25519 signatures over it."""
