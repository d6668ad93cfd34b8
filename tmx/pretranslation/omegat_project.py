"""A project folder of OmegaT: documents, memories, a glossary, our rules for sentences, and the way to our server.

What OmegaT and the translator write (`omegat/project_save.tmx`, `target/`, `glossary/glossary.txt`) is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from duizhao.corpora.errors import OutputError, SettingsError
from duizhao.corpora.language.table import is_chinese, language, primary
from duizhao.corpora.model import Document
from duizhao.corpora.saying import say
from duizhao.corpora.sentences.rules import RULES, BreakRule
from duizhao.corpora.sentences.srx import export_srx, language_pattern
from duizhao.corpora.storage.files import make_folder, write_bytes, write_text
from duizhao.corpora.version import VERSION
from duizhao.tmx.model import Entry, Header
from duizhao.tmx.xml.unit_xml import attribute_xml, text_xml
from duizhao.tmx.xml.writer import write_to

TAKEN = frozenset((".docx", ".xlsx", ".odt", ".ods", ".html", ".htm", ".xhtml"))
"""Endings of files that OmegaT translates as they are. Others go in as plain text, a blank line between paragraphs."""
SERVER = "http://127.0.0.1:8470"
"""Where `duizhao serve` answers when it is not told otherwise."""
SURE, OFFERED = "tm/auto/duizhao-{}.tmx", "tm/duizhao-{}.tmx"
"""Where OmegaT takes translations from by itself, and where it offers them."""
GLOSSARY = "glossary/duizhao.utf8"
"""Not `glossary.txt`, to which OmegaT adds the translator's own terms. It reads `.utf8` as UTF-8 on every system."""

_PROJECT = "omegat.project"
_FOLDERS = ("source", "target", "tm/auto", "glossary", "dictionary", "omegat")
# Our texts have a tab behind the label of a paragraph, as typescripts do, and our memories have no labels.
_LABELLED = r"[^\t]{1,16}\t"
_LABEL = BreakRule(True, f"^{_LABELLED}", r"\S")
# That of the rules in OmegaT to 5: to an older one it adds its own rules.
_CONF_VERSION = "0.2.2"


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document for `source/`, `name` being its path there: the bytes of a file, or a text of ours."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class OmegatProject:
    """What goes into a project folder. `memories` are units by their path in it (`SURE`, `OFFERED`), `glossary` is the
    text of OmegaT's table, "" for none."""

    language: str
    target: str
    sources: tuple[SourceText, ...]
    memories: Mapping[str, Iterable[Entry]]
    glossary: str = ""
    server: str = SERVER


@dataclass(frozen=True, slots=True)
class WrittenFolder:
    """The files that were written, and the documents that were in the project already and are another text there."""

    files: tuple[Path, ...] = ()
    left: tuple[Path, ...] = field(default=())


def source_text(document: Document, stem: str, file: Path | None = None) -> SourceText:
    """A document under the name `stem` and an ending: the file itself where OmegaT can read it, else its translatable
    text, a paragraph a line, with a tab behind its label. Raises OutputError for a file that cannot be copied."""
    if file is not None and file.suffix.lower() in TAKEN:
        try:
            return SourceText(stem + file.suffix, file.read_bytes())
        except OSError as error:
            raise OutputError(
                say("cannot copy {document}: {error}", document=file, error=error.strerror), path=str(file)
            ) from error
    lines = []
    for unit in document.translatable:
        text = " ".join(unit.text.split())
        label = " ".join(unit.label.split())
        lines.append(f"{label}\t{text}" if label else text)
    return SourceText(f"{stem}.txt", "\n".join(f"{line}\n" for line in lines).encode())


def check_server(address: str) -> str:
    """The address of a server as it goes into files that are handed on: without a slash at its end. Raises
    SettingsError for what is no address, or has a name or a token in it."""
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if (
        not known
        or parts.query
        or parts.fragment
        or any(char in address for char in "{}<>\"' ")
        or not address.isprintable()
    ):
        raise SettingsError(
            say("'{address}' is no address of a server", address=address),
            cure="Write one like https://memory.example.org",
        )
    if "@" in parts.netloc:
        raise SettingsError(
            "the address of the server has a token in it", cure="Leave it out: the file goes to others with the project"
        )
    return address.rstrip("/")


def there_already(folder: Path, source: str, target: str) -> bool:
    """Whether the folder holds a project of OmegaT, from `source` into `target`. Raises OutputError for one that cannot
    be read, or of other languages, and for a file."""
    if folder.exists() and not folder.is_dir():
        raise OutputError("this is a file, not a folder", path=str(folder), cure="Name another folder")
    file = folder / _PROJECT
    if not file.exists():
        return False
    try:
        root = etree.fromstring(file.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    except (OSError, etree.XMLSyntaxError, ValueError) as error:
        raise OutputError(
            say("cannot read the OmegaT project that is there: {error}", error=error),
            path=str(file),
            cure="Name another folder",
        ) from error
    found = tuple((root.findtext(f"project/{name}_lang") or "").strip() for name in ("source", "target"))
    if tuple(map(primary, found)) != (primary(source), primary(target)):
        what = say("there is an OmegaT project already, of other languages ({found})", found=" → ".join(found))
        raise OutputError(what, path=str(folder), cure="Name another folder")
    return True


def write_project(folder: Path, project: OmegatProject, *, renew: bool = False) -> WrittenFolder:
    """Write a project folder.

    Where there is a project already, a translator's work may be in it: that raises OutputError; with `renew` our
    memories and our glossary are written anew, documents that are not in it are added, and all else is left as it is.
    Raises OutputError also where the folder cannot be written.
    """
    old = there_already(folder, project.language, project.target)
    if old and not renew:
        raise OutputError("there is an OmegaT project already", path=str(folder), cure="Name another folder")
    server = check_server(project.server)
    for name in _FOLDERS:
        make_folder(folder / name)
    files, left = _write_sources(folder / "source", project.sources)
    for name, entries in project.memories.items():
        files.append(folder / name)
        _write_memory(files[-1], project.language, entries)
    if project.glossary:
        files.append(folder / GLOSSARY)
        write_text(files[-1], project.glossary)
    rules = {code: (_LABEL, *map(_behind_label, table)) for code, table in RULES.items()}
    settings = {
        "omegat/segmentation.srx": export_srx(rules),
        "omegat/segmentation.conf": _conf(rules).encode(),
        "omegat/finder.xml": _finder(server).encode(),
        # Last, so that a folder that was not written to its end is no project.
        _PROJECT: _project(project).encode(),
    }
    for name, data in {} if old else settings.items():
        files.append(folder / name)
        write_bytes(files[-1], data)
    return WrittenFolder(tuple(files), tuple(left))


def _behind_label(rule: BreakRule) -> BreakRule:
    """A rule for the start of a text as one for the start of what stands behind a label, too."""
    start = r"^\s*"
    if not rule.before.startswith(start):
        return rule
    return rule._replace(before=f"^(?:{_LABELLED})?{rule.before[1:]}")


def _write_sources(folder: Path, sources: Iterable[SourceText]) -> tuple[list[Path], list[Path]]:
    """Write the documents that are not there; which were written, and which are there and differ."""
    files, left = [], []
    for source in sources:
        path = folder / source.name
        if not path.exists():
            make_folder(path.parent)
            write_bytes(path, source.data)
            files.append(path)
        elif path.is_dir() or path.read_bytes() != source.data:
            left.append(path)
    return files, left


def _write_memory(path: Path, source: str, entries: Iterable[Entry]) -> None:
    header = Header(
        {
            "creationtool": "duizhao",
            "creationtoolversion": VERSION,
            "segtype": "sentence",
            "o-tmf": "duizhao",
            "adminlang": "en",
            "srclang": source,
            "datatype": "plaintext",
        }
    )
    with write_to(path, header) as writer:
        for entry in entries:
            writer.add(entry)


def _tokenizer(tag: str) -> str:
    name = "LuceneSmartChineseTokenizer" if is_chinese(tag) else "LuceneEnglishTokenizer"
    return f"org.omegat.tokenizer.{name}"


def _project(project: OmegatProject) -> str:
    folders = "".join(
        f"<{name}>__DEFAULT__</{name}>"
        for name in ("source_dir", "target_dir", "tm_dir", "glossary_dir", "glossary_file", "dictionary_dir")
    )
    source, target = project.language, project.target
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<omegat><project version="1.0">{folders}'
        f"<source_lang>{text_xml(source)}</source_lang><target_lang>{text_xml(target)}</target_lang>"
        f"<source_tok>{_tokenizer(source)}</source_tok><target_tok>{_tokenizer(target)}</target_tok>"
        "<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>"
        "<remove_tags>false</remove_tags></project></omegat>\n"
    )


def _conf(rules: Mapping[str, tuple[BreakRule, ...]]) -> str:
    """The rules for sentences as OmegaT to 5 keeps them: beans of Java, written out. OmegaT 6 takes SRX where it is."""

    def held(name: str, value: str, kind: str = "string") -> str:
        return f'<void property="{name}"><{kind}>{text_xml(value)}</{kind}></void>'

    def added(kind: str, inside: str) -> str:
        return f'<void method="add"><object class="org.omegat.core.segmentation.{kind}">{inside}</object></void>\n'

    maps = ""
    for code, table in rules.items():
        rows = "".join(
            added(
                "Rule",
                held("afterbreak", rule.after)
                + held("beforebreak", rule.before)
                + (held("breakRule", "true", "boolean") if rule.breaks else ""),
            )
            for rule in table
        )
        listed = f'<void property="rules"><object class="java.util.ArrayList">\n{rows}</object></void>'
        named = held("language", language(code).name) + held("pattern", language_pattern(code))
        maps += added("MapRule", named + listed)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<java version="1.8" class="java.beans.XMLDecoder">'
        '<object class="org.omegat.core.segmentation.SRX">'
        f'<void property="mappingRules"><object class="java.util.ArrayList">\n{maps}</object></void>'
        f"{held('version', _CONF_VERSION)}</object></java>\n"
    )


def _finder(server: str) -> str:
    """OmegaT's searches of selected words elsewhere: in our server's concordance and glossary."""
    items = "".join(
        f"<item><name>duizhao: {name}</name>"
        f'<url target="both" encoding="default">{attribute_xml(server)}{place}{{target}}</url></item>\n'
        for name, place in (("concordance", "/?phrase="), ("terms", "/terms?text="))
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<items>\n{items}</items>\n'
