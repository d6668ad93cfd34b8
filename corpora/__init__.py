"""Text in: readers, cleaning, paragraph numbering, sentence segmentation, and the nouns the other rooms share."""
