"""Cases as rows: their members, their store over the table's ledger, their end."""
