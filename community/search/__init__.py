"""Finding everything in one box: documents of all kinds, the search page, suggestions and look-alikes."""
