"""How one term is rendered in several ways."""
