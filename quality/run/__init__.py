"""Running the checks: by document, in parallel, from the cache."""
