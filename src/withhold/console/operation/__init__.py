"""Running it: processes, checks, health, metrics, backup and restore."""
