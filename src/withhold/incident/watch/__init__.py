"""The watch: what the organisation itself has public and should not, and copies of a list elsewhere."""
