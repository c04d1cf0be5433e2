"""Real services for the tests, started by them and ended by their process ids."""
