"""Real publications by mistake, replayed with invented people: the same mechanism, format and size."""
