"""Align two lists of sentences and go through the pairs."""

from duizhao.alignment import align_lines

english = ["The mill is shut.", "It rained for three days, and the road was closed.", "Nobody came."]
chinese = ["磨坊关了。", "雨下了三天。", "路封了。", "没有人来。"]

# Without an encoder the aligner works by dictionary, numbers, names and lengths. With the one that is installed:
# align_lines(english, chinese, encoder=duizhao.alignment.encoders.default_encoder())
found = align_lines(english, chinese, source_language="en", target_language="zh-CN")
print(found)
for pair in found:
    print(f"{pair.confidence:.2f}\t{pair.source}\t{pair.target}")
