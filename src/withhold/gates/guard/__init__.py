"""The guard: nothing stays in a public folder that was not cleared for it."""
