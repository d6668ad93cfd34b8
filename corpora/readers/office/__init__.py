"""Word, OpenDocument and spreadsheet files: ZIP archives of XML."""
