"""Who may do what: operations, roles, two-person actions, reveals."""
