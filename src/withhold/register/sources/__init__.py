"""Where lists of people come from: text with delimiters, Parquet, a query to PostgreSQL."""
