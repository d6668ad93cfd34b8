"""PDF: what is no part of the lines: numbers of lines, marks, readings, forms; and vertical pages."""

from __future__ import annotations

import pytest

from duizhao.corpora.structure.blocks import Role
from tests.corpora.test_readers_pdf import BODY, T, lines, read, run, write
from tests.corpora.test_readers_pdf_habits import document

LAW = [
    "RULES OF THE FERRY",
    "1. These rules are made so that the ferry is safe, and they hold for all who cross the",
    "river by it, and for their beasts.",
    "2. The ferryman rings the bell before he casts off, and waits for those who have come to",
    "the landing by then. He lights a lamp when it is dark, and blows the horn in a fog that is",
    "thick.",
    "3. The rules start on the day on which they are posted at both of the landings.",
]


def numbered(x: float, *, start: int = 1, step: int = 1, text_x: float = 90, size: float = 11) -> list[T]:
    page = lines(text_x, 700, LAW, leading=20)
    figures = [start + i for i in range(len(LAW))]
    return page + [
        T(x - 3 * len(str(n)), 700 - 20 * i, str(n), size) for i, n in enumerate(figures) if n % step == 0
    ]  # fmt: skip


def checks(data: bytes) -> list[str]:
    return [n.check for n in read(data).notices]


@pytest.mark.parametrize(
    "page",
    [
        numbered(60), numbered(60, start=97), numbered(572), numbered(62, size=7),
        numbered(60, start=4, step=5), numbered(60, text_x=120),
    ],
)  # fmt: skip
def test_numbers_of_lines_are_set_apart(page: list[T]) -> None:
    data = write(page, page) if sum(t.text.isdigit() for t in page) < 4 else write(page)
    pages = 2 if data == write(page, page) else 1
    if pages == 2:
        # Every fifth line has one: a page alone has too few of them to count.
        page = numbered(60, start=1, step=5) + [T(54, 700 - 20 * i, str(i + 1)) for i in (9, 14, 19)]
        page += lines(90, 560, [f"{BODY[0]} {i}" for i in range(16)], leading=20)
        data = write(page)
    found = document(data)
    assert [u.number for u in found if u.number] == [(1,), (2,), (3,)]
    assert "all who cross the river by it" in next(u.text for u in found if u.number == (1,))
    assert "pdf.line_numbers" in [n.check for n in found.notices]
    assert any(u.text.split()[0].isdigit() for u in found if u.kind.value == "furniture")


@pytest.mark.parametrize(
    "texts",
    [
        ["Scope", "Terms", "Duties", "Dates", "Places", "Names"],
        [f"{line}{'.' * 30} {i}" for i, line in enumerate(("Scope", "Terms", "Duties", "Dates", "Places"))],
    ],
)
def test_a_list_whose_items_are_numbered_is_no_numbering_of_lines(texts: list[str]) -> None:
    page = [T(60, 700 - 20 * i, str(i + 1)) for i in range(len(texts))] + lines(90, 700, texts, leading=20)
    found = read(write(page))
    assert not found.notices
    assert all(any(f"{i + 1}" in b.text or b.label for b in found.blocks) for i in range(len(texts)))


def test_a_level_mark_over_the_text_is_set_apart_on_every_page_that_bears_it() -> None:
    mark = T(120, 640, "SECRET", 80)
    text = lines(72, 700, BODY * 2, leading=20)
    found = read(write([mark, *text], [mark, T(72, 780, "Nothing is printed over it here.")]))
    assert [b.text for b in found.blocks if b.role is Role.HEADER] == ["SECRET", "SECRET"]
    assert " ".join(b.text for b in found.blocks if b.role is Role.TEXT).count("have asked for assistance") == 2
    assert "Nothing is printed over it here." in [b.text for b in found.blocks]
    assert [n.check for n in found.notices] == ["pdf.watermark"]


def test_a_large_title_close_to_its_text_is_no_mark() -> None:
    found = read(write([T(72, 722, "HARBOUR RULES", 26), *lines(72, 708, BODY)]))
    assert [b.text for b in found.blocks if b.role is Role.HEADING] == ["HARBOUR RULES"]
    assert not found.notices


def chinese(data: bytes) -> bytes:
    """A to Z of the font F3 as the characters from U+4E00."""
    return data.replace(b"<20> <7E> <0020>", b"<41> <5A> <4E00>")


def glyphs(x: float, y: float, text: str, *, size: float = 12, dx: float = 0, dy: float = 0) -> str:
    return "\n".join(
        f"BT /F3 {size} Tf 1 0 0 1 {x + i * dx} {y + i * dy} Tm ({c}) Tj ET" for i, c in enumerate(text)
    )  # fmt: skip


def test_columns_of_a_vertical_page_are_read_down_and_from_the_right() -> None:
    columns = ["ABCDEFGHIJ", "KLMNOPQRST", "UVW"]
    page = "\n".join(glyphs(500 - 24 * i, 700, text, dy=-14) for i, text in enumerate(columns))
    found = read(chinese(write(page)))
    assert "".join(b.text for b in found.blocks) == "".join(chr(0x4E00 + i) for i in range(23))
    assert [(n.check, n.line) for n in found.notices] == [("pdf.vertical", 1)]


def test_a_figure_turned_within_a_vertical_column_is_read_in_its_place() -> None:
    turned = "BT /F1 12 Tf 0 -1 1 0 501 558 Tm (1921) Tj ET"
    page = "\n".join([glyphs(500, 700, "ABCDEFGHIJ", dy=-14), turned, glyphs(500, 515, "KLMNOP", dy=-14)])
    text = "".join(b.text for b in read(chinese(write(page))).blocks).replace(" ", "")
    assert text == f"{''.join(chr(0x4E00 + i) for i in range(10))}1921{''.join(chr(0x4E0A + i) for i in range(6))}"


def test_short_lines_below_one_another_are_no_vertical_page() -> None:
    page = "\n".join(glyphs(72, 700 - 30 * i, text, dx=12) for i, text in enumerate(("ABCDEF", "GHIJKL", "M", "N")))
    assert not read(chinese(write(page))).notices


def test_readings_above_characters_are_set_apart() -> None:
    base = glyphs(72, 700, "ABCDEFGH", dx=12) + "\n" + glyphs(72, 670, "IJKLMNOP", dx=12)
    reading = "BT /F3 5.5 Tf 86 711 Td (Z) Tj ET"
    data = (
        chinese(write(f"{base}\n{reading}"))
        .replace(b"<01> <00660066>", b"<5A> <01010061>")
        .replace(b"<5A> <4E", b"<59> <4E")
    )
    found = read(data)
    text = "".join(b.text for b in found.blocks if b.role is Role.TEXT)
    assert text == "".join(chr(0x4E00 + i) for i in range(16))
    assert [b.text for b in found.blocks if b.role is Role.HEADER] == ["āa"]
    assert [n.check for n in found.notices] == ["pdf.ruby"]


def filled(page: list[T], kind: str, *, drawn: bool) -> bytes:
    """A page with a text field or a note written on the page: `Ida Brook`, with a drawing of it or without."""
    data = write(page)
    what = {"Widget": "/FT/Tx/T(name)/V(Ida Brook)", "FreeText": "/Contents(Ida Brook)/DA(/F1 11 Tf)"}[kind]
    look = "BT /F1 11 Tf 2 3 Td (Ida Brook) Tj ET"
    objects = {
        8: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R/Annots[9 0 R]"
        "/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>",
        9: f"<</Type/Annot/Subtype/{kind}{what}/F 4/Rect[250 697 400 715]{'/AP<</N 10 0 R>>' if drawn else ''}>>",
        10: "<</Type/XObject/Subtype/Form/BBox[0 0 150 18]/Resources<</Font<</F1 3 0 R>>>>"
        f"/Length {len(look)}>>\nstream\n{look}\nendstream",
    }
    table = "xref\n"
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    for number, text in objects.items():
        table += f"{number} 1\n{len(data):010} 00000 n \n"
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table += f"trailer\n<</Size 11/Root 1 0 R/Prev {start}>>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + table.encode()


@pytest.mark.parametrize("kind", ["Widget", "FreeText"])
def test_what_was_filled_in_or_written_on_the_page_is_read_in_its_place(kind: str) -> None:
    page = [T(72, 700, "The name of the grower is:"), T(72, 670, "The form ends here.")]
    found = read(filled(page, kind, drawn=True))
    assert [" ".join(b.text.split()) for b in found.blocks] == [
        "The name of the grower is: Ida Brook", "The form ends here."
    ]  # fmt: skip
    assert not found.notices


@pytest.mark.parametrize("kind", ["Widget", "FreeText"])
def test_a_field_without_a_drawing_is_set_apart_and_told(kind: str) -> None:
    found = read(filled([T(72, 700, "The name of the grower is:")], kind, drawn=False))
    assert [b.text for b in found.blocks if b.role is Role.HEADER] == ["Ida Brook"]
    assert [n.check for n in found.notices] == ["pdf.form"]


def test_two_columns_of_a_few_lines_are_read_one_after_the_other() -> None:
    left = ["The orchard lies on the south", "bank of the river, and pears", "and peaches grow in it, and", "plums."]
    right = ["The landing lies on the north", "bank, where two boats leave", "every day; in a fog no boat", "goes."]
    found = read(write([*lines(60, 700, left), *lines(320, 700, right)]))
    assert [b.text for b in found.blocks] == [" ".join(left), " ".join(right)]


def test_a_table_of_three_rows_is_read_across() -> None:
    left, right = ["Ferry", "Landing", "Lamp"], ["Leaves at noon.", "On the north bank.", "Lit at dusk."]
    found = read(write([*lines(60, 700, left), *lines(320, 700, right)]))
    assert (
        " ".join(b.text for b in found.blocks).split()
        == " ".join(f"{a} {b}" for a, b in zip(left, right, strict=True)).split()
    )


def test_turned_text_is_furniture() -> None:
    page = "\n".join([*map(run, lines(72, 700, BODY)), "BT /F1 20 Tf 0 1 -1 0 40 300 Tm (arXiv 2105) Tj ET"])
    found = read(write(page))
    assert [b.text for b in found.blocks if b.role is Role.HEADER] == ["arXiv 2105"]
    assert checks(write(page)) == ["pdf.turned"]


def test_text_outside_what_is_shown_of_the_sheet_is_set_apart() -> None:
    data = write([*lines(72, 700, BODY), T(700, 700, "The other half"), T(700, 680, "of the cover")])
    found = read(data)
    assert [b.text for b in found.blocks if b.role is Role.TEXT] == [" ".join(BODY)]
    assert " ".join(b.text for b in found.blocks if b.role is Role.HEADER) == "The other half of the cover"
    assert [n.check for n in found.notices] == ["pdf.outside"]
