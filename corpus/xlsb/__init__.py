"""A writer of binary workbooks (xlsb), so that the hiding places of their records can be planted."""
