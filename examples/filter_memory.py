"""Read a TMX, keep what is long enough and sure enough, each once, and write it."""

import sys

from duizhao import tmx

path, target = sys.argv[1:]
memory = tmx.Memory.read(path)
kept = tmx.dedupe(tmx.filter(memory, min_length=3, min_confidence=0.5))
kept.write(target)
print(f"{len(memory)} entries, {len(kept)} kept; the first: {kept[0].variants[0].text}")
