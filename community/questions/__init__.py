"""Questions and answers: what customers ask, who answered, and what solved it."""
