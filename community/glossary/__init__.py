"""The product's own words: what they mean, what else people call them, and where a text uses them first."""
