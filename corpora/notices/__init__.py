"""What is noticed about a text while it is read: layout, marks, contents tables, brackets."""
