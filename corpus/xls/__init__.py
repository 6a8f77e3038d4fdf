"""A writer of workbooks in the old format (BIFF8), so that every hiding place of it can be planted."""
