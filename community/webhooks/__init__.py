"""Public events told to other systems as Standard Webhooks: signed, and repeated until they arrive."""
