"""Waivers taken out of a project file that people write, too."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.desk.waiving import policy_at, take_back, waiver_data


def block(check: str, fingerprint: str, inside: str = "") -> str:
    return (
        f'[[check.waivers]]\ncheck = "{check}"\n{inside}fingerprint = "{fingerprint}"  # as it was\n'
        'reason = "agreed"\nowner = "Liu"\nuntil = 2999-12-31\n'
    )


HEAD = '# Our paper\n[project]\nname = "x"  # as cited\n\n[check]\nfail_on = "error"\n\n'
TAIL = '\n# what follows is about severities\n[check.severity]\n"mark.*" = "note"\n'


def taken(path: Path, *numbers: int) -> str:
    waivers = policy_at(path).waivers
    take_back(path, [waiver_data(waivers[number]) for number in numbers])
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_waiver_goes_and_all_else_stays(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "duizhao.toml"
    parts = [block("number.differs", "a"), block("term.varies", "b", "# ask Wang\n"), block("mark.*", "c")]
    path.write_bytes((HEAD + "\n# the second\n".join(parts) + TAIL).replace("\n", newline).encode())
    assert taken(path, 1) == (HEAD + "\n# the second\n\n# the second\n".join(parts[::2]) + TAIL).replace("\n", newline)
    assert [one.check for one in policy_at(path).waivers] == ["number.differs", "mark.*"]
    left = taken(path, 0, 1)
    assert left == (HEAD.rstrip("\n") + "\n\n# the second\n\n# the second\n" + TAIL).replace("\n", newline)
    assert tomllib.loads(left)["check"] == {"fail_on": "error", "severity": {"mark.*": "note"}}


@pytest.mark.parametrize(
    "text",
    [
        '[check]\nwaivers = [{check = "mark.*", reason = "r", owner = "o", until = 2999-12-31}]\n',
        # A line of a text that looks like a table.
        block("mark.*", "a", 'document = """x\n[y]\n"""\n'),
    ],
)
def test_what_is_written_otherwise_is_left_to_people(tmp_path: Path, text: str) -> None:
    path = tmp_path / "duizhao.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="by hand"):
        taken(path, 0)
    assert path.read_text(encoding="utf-8") == text
