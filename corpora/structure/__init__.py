"""From blocks of text to numbered units: line shapes, labels, numbering, furniture, continuations."""
