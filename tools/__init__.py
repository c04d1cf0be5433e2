"""What the Makefile calls: environment, start, checks, locks, pictures."""
