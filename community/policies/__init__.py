"""Who may do what: one enum of permissions, one rule for each, one way to ask."""
