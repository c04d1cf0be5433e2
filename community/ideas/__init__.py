"""The idea board: people propose and support, product managers answer, and every supporter hears what became of it."""
