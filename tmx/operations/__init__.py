"""Memory in, memory out: filter, dedupe, merge, split, clean, diff, stats."""
