"""Personal data at rest: fields sealed under keys that are kept beside the database, not in it."""
