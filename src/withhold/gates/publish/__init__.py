"""Checks, and then puts exactly these bytes to a folder or to S3-compatible storage, with a clearance."""
