"""What happens around every request: ids, headers, origin, language, page cache, errors, health."""
