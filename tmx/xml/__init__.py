"""TMX as XML: bytes in, parser, reader, writer, the DTD."""
