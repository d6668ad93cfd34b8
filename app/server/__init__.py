"""The office's server: one memory and one glossary for everybody, over HTTP."""
