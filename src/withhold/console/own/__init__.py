"""A person's own access: they read their notice, say that they have, and write with the office."""
