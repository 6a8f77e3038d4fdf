"""Who is affected: every row of the leak as a person, with what the organisation knows of them."""
