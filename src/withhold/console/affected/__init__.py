"""The affected people of a case: own records, questions, cohorts, and each of the N accounted for."""
