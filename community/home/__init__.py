"""The first page, and in development the style guide of all macros."""
