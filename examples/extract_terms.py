"""Extract a glossary from a memory, and look a term up."""

import sys

from duizhao import terminology, tmx

memory = tmx.Memory.read(sys.argv[1])
glossary = terminology.extract(memory.pairs())
print(glossary)
for concept in terminology.look_up(glossary, sys.argv[2]):
    english, chinese = ([term.text for term in concept.terms_in(tag)] for tag in ("en", "zh-CN"))
    print(", ".join(english), "=", ", ".join(chinese))
