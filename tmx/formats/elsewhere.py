"""Files that are no memories of ours: what they are, and which command or tool takes them."""

from __future__ import annotations

from pathlib import Path

from duizhao.corpora.saying import say

_INTERFACE = (
    say("a file of a user interface"),
    say("Make it PO or XLIFF with {} of translate-toolkit, or with Okapi, and back"),
)
_DOCUMENT = "a document", say("`duizhao align` makes a memory of two documents, `duizhao segment` shows one")
_GLOSSARY = "a glossary", say("`duizhao glossary convert` reads it")
_EXTRACT = say("Make it XLIFF in a CAT tool or with Okapi, and back; the XLIFF is read")
_PACKAGE = "a package", say("It is a ZIP archive: unpack it, and give the XLIFF in it")
_TOOLS = {
    ".json": "json2po",
    ".resx": "resx2po",
    ".strings": "prop2po",
    ".properties": "prop2po",
    ".yaml": "yaml2po",
    ".yml": "yaml2po",
    ".ini": "ini2po",
    ".ftl": "fluent2po",
    ".ts": "ts2po",
    ".php": "php2po",
    ".arb": "arb2po",
}
_OTHERS = {
    **dict.fromkeys(
        (".md", ".txt", ".pdf", ".html", ".htm", ".odt", ".ods", ".doc", ".rtf", ".epub", ".srt", ".vtt"), _DOCUMENT
    ),
    **dict.fromkeys((".tbx", ".utx", ".mtf"), _GLOSSARY),
    **dict.fromkeys((".sdlppx", ".sdlrpx", ".mqxlz", ".mqback", ".wsxz"), _PACKAGE),
    ".sdltb": (
        say("a term base of Trados"),
        say("Export TBX with Glossary Converter; `duizhao glossary convert` reads it"),
    ),
    **dict.fromkeys((".idml", ".mif", ".pptx"), (say("a document of a program for pages"), _EXTRACT)),
    ".rc": (say("a file of a user interface"), say("Make it PO with rc2po of translate-toolkit, and back")),
    ".ttx": ("a file of TRADOS 2007", say("Save it as SDLXLIFF in Trados Studio, or as TMX")),
    ".db": (say("a memory on disk"), say("`duizhao memory export out.tmx --store FILE` writes it as TMX")),
}


def elsewhere(path: str | Path) -> tuple[str, str] | None:
    """What a file is by its name, and what takes it; None for a name that is not known."""
    suffix = Path(path).suffix.lower()
    if tool := _TOOLS.get(suffix):
        return _INTERFACE[0], _INTERFACE[1].format(tool)
    return _OTHERS.get(suffix)
