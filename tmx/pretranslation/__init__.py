"""A new document with what a memory and a glossary know of it, as a translator's tool takes it."""
