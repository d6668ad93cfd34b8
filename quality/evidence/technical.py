"""What of a text is no language: addresses, paths, file names, options, names in code."""

from __future__ import annotations

import re

# What is written alike in every language: addresses, paths, file names, handles, options, names in code.
# Each alternative begins where a run of its characters begins, and nowhere within: else a long run costs its square.
_TECHNICAL = re.compile(
    r"""(?x)
    `[^`]+`                                                        # code
    | \[?\b[a-z][a-z0-9+.-]{0,30}://[^\s，。；、（）《》“”]+                  # URL
    | (?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+                                # e-mail address
    | (?<!\w)@\w[\w-]*                                             # handle
    | \b(?=\w)(?<!\w[.-])(?<!--)(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|gov|edu|app|dev|example|int|eu)\b
      (?:/[^\s，。；、（）]*)?
    | \b[A-Za-z]:\\[^\s，。；、（）]*                                # path of Windows
    | (?<![\w<])~?(?:\.{1,2})?/[\w.@%+~-]+(?:/[\w.@%+~-]*)*          # path
    | (?<![\w./-])[\w.-]{1,64}(?:/[\w.-]{1,64})*/(?=[\s，。；、）]|$)           # folder
    | (?<!\w)--?[A-Za-z][\w-]*(?:=[^\s，。；、（）]*)?               # option of a command
    | \b\w+(?:_\w+)+\b | \b(?=\w)(?<!\w\.)\w+(?:\.\w+)*\(\)                       # snake_case, function()
    | \b(?=\w)(?<!\w-)(?<!--)[\w-]+\.(?:[a-z]{1,4}\d?|html|json|yaml|toml)\b              # file name, qualified name
    | \$\{?\w+\}?|<[/!]?[a-z][^<>]*>                               # variable, tag
    """
)

# What every one of them holds, and few sentences do.
_HINT = re.compile(r"[`@\\/_$<]|\.[a-z]|\(\)|(?<!\w)--?[A-Za-z]")


def without_technical(text: str) -> str:
    """The text with what is no language blanked out: addresses, paths, file names, options, names in code."""
    return _TECHNICAL.sub(lambda m: " " * len(m[0]), text) if _HINT.search(text) else text


def technical(text: str) -> str:
    """What of a text is no language, its pieces apart by spaces."""
    return " ".join(match[0] for match in _TECHNICAL.finditer(text))
