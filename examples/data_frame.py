"""Pairs and a memory as pandas data frames."""

from duizhao import tmx
from duizhao.alignment import align_lines

found = align_lines(["It rained.", "Nobody came."], ["下雨了。", "没有人来。"])
frame = found.to_pandas()
print(frame[["source", "target", "confidence"]])

memory = tmx.Memory.from_pairs(found, "en", "zh-CN")
print(memory.to_pandas().groupby("type").size())
