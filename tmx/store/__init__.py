"""Memories in a database: look-up, fuzzy matches, leverage."""
