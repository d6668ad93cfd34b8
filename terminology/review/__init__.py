"""What reviewers decided, merged into a glossary and carried over to the next."""
