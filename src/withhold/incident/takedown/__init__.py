"""Making it unreachable everywhere, and the proof from outside."""
