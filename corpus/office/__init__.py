"""What publishing offices lawfully publish: names in public roles, aggregates, places; all to be released."""
