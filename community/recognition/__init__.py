"""What one is seen for: an append-only ledger of reputation, levels, and badges with their evidence."""
