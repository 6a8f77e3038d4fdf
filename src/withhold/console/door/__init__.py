"""The door for reports: a process of its own without access to case data."""
