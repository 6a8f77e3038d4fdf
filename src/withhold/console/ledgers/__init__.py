"""The ledger as a table, appended in the same transaction as the change that it records."""
