"""Dictionary: words that CC-CEDICT gives as translations of each other, the same Latin word on both sides, and the small words
of grammar that a dictionary of content words leaves out."""

from __future__ import annotations

from alignment.sides import Side, spelling
from alignment.signals.links import Links
from corpora.languages import is_han
from corpora.lexicon import STOP, Lexicon, lexicon

# English words that carry evidence although they are too common for a gloss, with what they translate. Our own list.
_GRAMMAR = {
    "i": "我 俺 咱 吾", "me": "我 俺 咱", "my": "我 俺", "mine": "我", "myself": "我 自己", "you": "你 您 你们", "your": "你 您 你们",
    "he": "他", "him": "他", "his": "他", "she": "她 他", "her": "她 他", "they": "他们 她们 它们", "them": "他们 她们 它们",
    "their": "他们 她们 它们 其", "we": "我们 咱们", "us": "我们 咱们", "our": "我们 咱们", "it": "它 这", "its": "其 它",
    "who": "谁 什么人 哪个", "what": "什么 啥 何", "where": "哪里 哪儿 那里 何处 在哪", "when": "时 时候 当", "why": "为什么 为何 干吗 怎么",
    "how": "怎么 怎样 多么 多少 如何", "which": "哪 哪个", "this": "这 这个 此 本 该", "that": "那 那个", "these": "这些", "those": "那些", "here": "这里 这儿",
    "there": "那里 那儿", "not": "不 没 没有 未 别 无 非", "no": "不 没 没有 无 毫无 不是", "never": "从不 从来 从未 绝不 再也", "nobody": "没人", "nothing": "什么 没有",
    "but": "但 但是 可 可是 却 然而 不过", "if": "如果 若 要是 假如 倘若 只要", "because": "因为 由于", "so": "所以 于是 因此 这么 那么", "all": "都 全 所有 一切 大家",
    "every": "每 每个 各", "each": "每 每个 各 各自", "and": "和 与 及 以及 并 而", "or": "或 或者 还是", "very": "很 非常 十分 极", "only": "只 仅 只有 才", "still": "还 仍 仍然 还是",
    "again": "又 再", "once": "一次 曾 一旦 一下", "one": "一 一个 一位 一只", "can": "能 可以 可 会", "could": "能 可以 会", "should": "应 应该 应当 该", "must": "必须 须 得 必",
    "will": "会 将 要", "would": "会 要 将", "may": "可 可能 可以", "might": "可能 也许", "too": "太 也", "also": "也 还 亦", "more": "更 多 更加", "most": "最 大多数", "many": "许多 很多 多",
    "between": "之间 间", "under": "下 之下", "with": "同 跟 与 和", "after": "后 之后 以后", "before": "前 之前 以前", "without": "没有 无 不", "same": "同样 同 一样", "other": "其他 别的 另",
    "others": "别人 其他 他人", "another": "另 另一", "up": "起来 上", "down": "下 下来 下去", "out": "出 出来 出去", "into": "进 入", "like": "像 好像 喜欢 如", "say": "说 道 说道 讲 云", "said": "说 道 说道 讲",
    "ask": "问 问道", "asked": "问 问道", "repli": "答 答道 回答", "replied": "答 答道 回答 说", "cried": "叫 叫道 喊", "thought": "想 心想 觉得", "knew": "知道", "know": "知道 认识", "go": "去 走", "went": "去 走",
    "come": "来", "came": "来", "took": "拿 带", "told": "告诉", "saw": "看见 见 看到", "got": "得", "gave": "给", "made": "使 做", "felt": "感到 觉得", "began": "开始", "stood": "站",
}  # fmt: skip


def links(source: Side, target: Side, lexicon_: Lexicon | None = None) -> Links:
    """Links between a spaced and an unspaced side by the dictionary; between two of one kind, of equal keys."""
    if not source.spaced and target.spaced:
        return links(target, source, lexicon_).swapped()
    dictionary = lexicon() if lexicon_ is None else lexicon_
    sides = [tuple((i, key) for i, line in enumerate(side.keys) for key in line) for side in (source, target)]
    english, chinese = ({key for _, key in tokens} for tokens in sides)
    if source.spaced == target.spaced:
        return Links(sides[0], sides[1], {(key, key): 1.0 for key in english & chinese})
    grammar = {spelling(word): set(text.split()) for word, text in _GRAMMAR.items()}
    pairs: dict[tuple[str, str], float] = {(key, key): 1.0 for key in english & chinese}
    for key in chinese:
        if not key.isascii():
            for stem, weight in translations(key, dictionary).items():
                if stem in english:
                    pairs[stem, key] = weight
    for word, known in grammar.items():
        if word in english:
            for key in known & chinese:
                pairs[word, key] = 1.0
    # Words of grammar without a counterpart in the table are no evidence, neither for nor against.
    kept = tuple((i, key) for i, key in sides[0] if key in grammar or key not in STOP)
    return Links(kept, sides[1], pairs)


def translations(word: str, dictionary: Lexicon) -> dict[str, float]:
    """English stems (one spelling) of a Chinese word; of a word the dictionary lacks, those of the longest words inside it,
    at 0.7: 烧酒锅 is in no dictionary, 烧酒 and 锅 are."""
    if word in dictionary:
        return {spelling(stem): weight for stem, weight in dictionary[word].items()}
    found: dict[str, float] = {}
    at = 0
    while at < len(word):
        size = next((k for k in range(min(4, len(word) - at), 0, -1) if word[at : at + k] in dictionary), 1)
        piece = word[at : at + size]
        # A single character inside an unknown word (a name, as a rule) says too little.
        if piece in dictionary and (size > 1 or len(word) <= 3) and all(map(is_han, piece)):
            for stem, weight in dictionary[piece].items():
                key = spelling(stem)
                found[key] = max(found.get(key, 0.0), weight * (0.7 if size > 1 else 0.5))
        at += size
    return found
