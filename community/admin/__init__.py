"""What administrators look after: settings, the parts of the product, and what the worker could not do."""
