"""Facts about languages: the table, scripts, words, the bilingual lexicon."""
