"""The help center: articles in several languages, their revisions, and how far a reader can trust them."""
