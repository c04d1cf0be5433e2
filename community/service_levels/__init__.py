"""The service-level menu, the clocks that run on it and the promises made from it."""
