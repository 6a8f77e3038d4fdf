"""What leaves a case: report, bundle, ledger proof, statement, questions and answers; corrective action."""
