"""A file that is no memory is told with what takes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.tmx.formats.convert import read_memory, reading
from duizhao.tmx.formats.elsewhere import elsewhere
from duizhao.tmx.formats.known import memory_formats


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("app.resx", "resx2po"),
        ("app.JSON", "json2po"),
        ("paper.pdf", "`duizhao align`"),
        ("terms.tbx", "`duizhao glossary convert`"),
        ("job.sdlppx", "unpack it"),
        ("film.srt", "duizhao align"),
        ("terms.sdltb", "TBX"),
        ("memory.db", "`duizhao memory export"),
        ("leaflet.idml", "XLIFF"),
        ("dialogs.rc", "rc2po"),
        ("x.qqq", "Known endings"),
    ],
)
def test_what_takes_it(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(SettingsError) as caught, reading(tmp_path / name):
        pass
    assert says in str(caught.value)


def test_nothing_that_is_read_is_sent_elsewhere() -> None:
    assert not [suffix for suffix in memory_formats.suffixes() if elsewhere(f"x{suffix}")]


@pytest.mark.parametrize(
    ("name", "says"), [("app.resx", "resx2po"), ("old.ttx", "SDLXLIFF"), ("job.mqxlz", "unpack it")]
)
def test_a_check_says_it_too(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(InputError) as caught:
        read_memory(tmp_path / name)
    assert says in str(caught.value)
    with pytest.raises(InputError, match=r"no such file|not found|cannot"):
        read_memory(tmp_path / f"lost-{name}")
