"""Who is exposed in a case, and who fetched it: sealed rows, told in counts, revealed with a reason."""
