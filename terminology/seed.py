"""The ILO seed glossary, `ilo_terms.tsv`: concepts of the Organization's vocabulary in English and Chinese.

The file is UTF-8, one concept a line, five columns separated by one tab, with this header line:

    concept_id<TAB>domain<TAB>en<TAB>zh<TAB>note

- `concept_id`: lower-case ASCII letters, digits and hyphens, begins with a letter, unique, never changed and never used
  again for another concept: `decent-work`, `c155` (Convention No. 155), `r204`, `gb` for the Governing Body.
- `domain`: one of `DOMAINS` below.
- `en`, `zh`: the terms of the concept, separated by ` | ` (space, bar, space). The first is preferred; the others are
  admitted, or deprecated with `!` before them (`decent work`; `体面劳动 | !体面工作`). `~` before a term says
  superseded (once right, replaced since: an old name of a body). Neither cell may be empty or have only marked terms.
- `note`: free text, may be empty; no tabs.

English as inside a sentence: lower case but for names, singular unless the plural is the term. Instruments are
written in full, with year and number, as `Occupational Safety and Health Convention, 1981 (No. 155)` and
`《1981年职业安全与卫生公约》（第155号）`, short forms (`Convention No. 155`, `第155号公约`) behind them in the same
cell.
Chinese has no spaces inside. Empty lines and lines that begin with `#` are passed over.
"""

from __future__ import annotations

DOMAINS = (
    "constitution and governance",
    "standards and instruments",
    "fundamental principles and rights",
    "social dialogue",
    "employment",
    "skills",
    "social protection",
    "working conditions",
    "occupational safety and health",
    "labour migration",
    "enterprises",
    "equality",
    "sectors and supply chains",
    "statistics and research",
    "development cooperation",
    "programme and budget",
    "administration",
    "United Nations system",
    "economy and environment",
)
