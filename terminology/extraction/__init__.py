"""From aligned pairs to proposed terms."""
