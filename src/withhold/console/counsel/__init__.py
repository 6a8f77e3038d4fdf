"""Representatives, the portal where counsel sees their own clients, and remedies."""
