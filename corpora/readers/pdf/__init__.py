"""PDF: characters to lines, columns, tables and paragraphs."""
