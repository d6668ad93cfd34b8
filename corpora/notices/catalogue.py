"""The entries of the catalogue for what readers, aligner and tables notice. `duizhao.corpora` has the
catalogue begin with them."""

from __future__ import annotations

from duizhao.corpora.notices import on_alignment, on_files, on_layout, on_pdf, on_text

NOTICES = (*on_text.ENTRIES, *on_layout.ENTRIES, *on_files.ENTRIES, *on_pdf.ENTRIES, *on_alignment.ENTRIES)
