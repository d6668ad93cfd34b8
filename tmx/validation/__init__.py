"""Is this TMX one that the tools will take, and what mends it."""
