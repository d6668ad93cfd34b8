"""What checks look at: term occurrences, numbers, lengths, likeness."""
