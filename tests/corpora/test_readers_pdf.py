"""PDF: what places and sizes say. The pages are written here run by run, so that a test shows its layout."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.readers.pdf import codes, opening
from duizhao.corpora.readers.pdf import guard as pdf_guard
from duizhao.corpora.readers.pdf import reader as pdf
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.structure.blocks import Block, Role


class T(NamedTuple):
    """A run of text at a place: points from the lower left of an A4 page."""

    x: float
    y: float
    text: str
    size: float = 11
    bold: bool = False
    matrix: str = "1 0 0 1"


def write(*pages: list[T] | str, trailer: str = "") -> bytes:
    """A PDF of A4 pages in Helvetica, without compression; a page may be raw content. In the font F3 the character 1
    is the ligature ff."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    kids = []
    for base, name in ((3, "Helvetica"), (4, "Helvetica-Bold")):
        assert len(objects) == base - 1
        objects.append(f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>")
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>")
    cmap = "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <01> <00660066> endbfchar"
    cmap += " 1 beginbfrange <20> <7E> <0020> endbfrange"
    objects.append(f"<</Length {len(cmap)}>>\nstream\n{cmap}\nendstream")
    for page in pages:
        content = page if isinstance(page, str) else "\n".join(map(run, page))
        objects.append(f"<</Length {len(content.encode('cp1252'))}>>\nstream\n{content}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1 3 0 R/F2 4 0 R/F3 5 0 R>>>>>>"
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{k} 0 R' for k in kids)}]>>"
    out, places = b"%PDF-1.7\n", []
    for i, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{i} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n"
    return out + end.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()


def run(t: T) -> str:
    text = t.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{2 if t.bold else 1} {t.size} Tf {t.matrix} {t.x} {t.y} Tm ({text}) Tj ET"


def lines(x: float, y: float, texts: list[str], *, size: float = 11, leading: float = 14) -> list[T]:
    return [T(x, y - i * leading, text, size) for i, text in enumerate(texts)]


def read(data: bytes) -> Reading:
    return pdf.read_blocks(data, path=Path("paper.pdf"))


def texts(*pages: list[T] | str, role: Role = Role.TEXT) -> list[str]:
    return [b.text for b in read(write(*pages)).blocks if b.role is role]


BODY = [
    "The Organization will support its constituents in the development of policies",
    "and strategies that promote decent work for all, in particular in countries that",
    "have asked for assistance and have reported on the effect given to Conventions",
    "and Recommendations.",
]


def test_lines_become_a_paragraph_and_a_gap_begins_another() -> None:
    assert texts([*lines(72, 700, BODY), *lines(72, 630, BODY[:2])]) == [" ".join(BODY), " ".join(BODY[:2])]


def test_a_short_line_ends_a_paragraph_where_the_next_word_had_room() -> None:
    first = [
        "1. Work on the water is often informal, and migrant workers were twice as likely",
        "as others to be paid late.",
    ]
    second = ["2. Demand for transport that emits little is rising in most of the countries that", "have rivers."]
    assert texts(lines(72, 700, first + second)) == [" ".join(first), " ".join(second)]


def test_an_indent_begins_a_paragraph() -> None:
    full = [*BODY[:2], "have asked for assistance and have reported on the effect given to instruments."]
    page = [T(92, 700, full[0]), *lines(72, 686, full[1:]), T(92, 658, full[0]), *lines(72, 644, full[1:])]
    assert texts(page) == [" ".join(full)] * 2


def test_hanging_numbers_belong_to_their_paragraph() -> None:
    page: list[T] = []
    for i in range(3):
        page += [T(72, 700 - 56 * i, f"{i + 1}."), *lines(100, 700 - 56 * i, BODY)]
    assert texts(page) == [f"{i}. {' '.join(BODY)}" for i in (1, 2, 3)]


def test_words_broken_at_line_ends_are_mended_and_compounds_keep_their_hyphen() -> None:
    page = lines(
        72,
        700,
        [
            "Development is well-being for all who ask; employment matters, and so does well-",
            "being at work. The Organization will support the sustainable and lasting develop-",
            "ment of ports, the self-employed who work in them, and the whole range of non-",
            "discrimination measures of each country that has asked for them, decent employ-",
            "ment included.",
        ],
    )
    (text,) = texts(page)
    assert "does well-being at work" in text
    assert "lasting development of ports" in text
    assert "non-discrimination" in text
    assert "decent employment included" in text


def test_where_no_word_is_broken_a_hyphen_is_the_compounds_own() -> None:
    page = [
        "This is an approach that is meant for the small and for all and wants to be client-",
        "centred in each place; a selection of all who are asked to do the work that is merit-",
        "based from the first to the last and for every one of those who ask; and the long-",
        "term growth.",
    ]
    (text,) = texts(lines(72, 700, page))
    assert "client-centred" in text
    assert "merit-based" in text
    assert "long-term" in text


def test_two_columns_are_read_one_after_the_other_under_a_title_that_spans_them() -> None:
    left = [
        "left column line of some",
        "length that goes on for a",
        "while and then goes on",
        "in the next line as lines",
        "do in columns, until it",
        "reaches the very end and",
    ]
    right = [
        "goes on in the right one",
        "where it finds more of a",
        "text that was too long for",
        "one column, and which is",
        "then ended by a sentence",
        "that is the last of all.",
    ]
    page = [
        T(72, 760, "A title that stretches over both of the columns of the page", 16, True),
        *lines(72, 720, left, size=14, leading=18),
        *lines(310, 720, right, size=14, leading=18),
    ]
    assert texts(page, role=Role.HEADING) == [page[0].text]
    assert texts(page) == [" ".join(left + right)]


def test_running_headers_and_page_numbers_by_repetition_and_place() -> None:
    pages = []
    for number in range(1, 7):
        side = 72 if number % 2 else 400
        word = "abcdefg"[number] * 3
        body = [f"{word} {BODY[0]}", *BODY[1:3], f"and Recommendations of {word}."]
        pages.append([T(side, 800, f"GB.346/PFA/{number % 2}"), *lines(72, 740, body), T(290, 40, f"- {number} -")])
    blocks = read(write(*pages)).blocks
    assert [b.text[:3] for b in blocks if b.role is Role.TEXT] == ["bbb", "ccc", "ddd", "eee", "fff", "ggg"]
    assert sum(b.role is Role.HEADER for b in blocks) == 6
    assert [b.text for b in blocks if b.role is Role.FOOTER] == [f"- {n} -" for n in range(1, 7)]
    assert sum(b.role is Role.PAGE_BREAK for b in blocks) == 5


def test_a_heading_that_chance_put_at_the_top_of_two_pages_stays() -> None:
    pages = [
        [
            T(72, 800, "Strategy", 11, True) if n in (2, 9) else T(72, 800, f"Point {'abcdefghijkl'[n]} of it"),
            *lines(72, 760, BODY),
        ]
        for n in range(12)
    ]
    assert texts(*pages, role=Role.HEADING).count("Strategy") == 2


def test_a_paragraph_goes_on_over_the_page() -> None:
    first = [*lines(72, 200, BODY[:3]), T(290, 40, "1")]
    second = [*lines(72, 760, ["and Recommendations, and in others too."]), T(290, 40, "2")]
    (block,) = [b for b in read(write(first, second)).blocks if b.role is Role.TEXT]
    assert block.text == " ".join(BODY[:3]) + " and Recommendations, and in others too."


def test_footnotes_by_place_and_size() -> None:
    page = [
        *lines(72, 700, BODY[:3]),
        T(72, 658, "and Recommendations."),
        T(190, 662, "1", 7),
        T(198, 658, "Later"),
        T(228, 662, "2", 7),
        T(236, 658, "more."),
        T(72, 100, "1", 6),
        T(77, 97, "See the report on ports, which goes on", 8),
        *lines(72, 87, ["in a second line."], size=8),
        T(72, 77, "2 Ibid., paragraph 3.", 8),
    ]
    blocks = read(write(page)).blocks
    assert [(b.label, b.text) for b in blocks if b.role is Role.FOOTNOTE] == [
        ("1", "See the report on ports, which goes on in a second line."),
        ("2", "Ibid., paragraph 3."),
    ]
    (text,) = [b for b in blocks if b.role is Role.TEXT]
    assert text.text == " ".join(BODY[:3]) + " and Recommendations. Later more."
    assert [m.value for m in text.marks if m.kind == "footnote"] == ["1", "2"]
    assert text.text[: next(m for m in text.marks if m.kind == "footnote").span.start].endswith("Recommendations.")


def test_a_raised_figure_without_a_note_is_text_and_so_is_a_square_kilometre() -> None:
    page = [T(72, 700, "A port of 12 km"), T(156, 704, "2", 7), T(162, 700, "is large."), *lines(72, 660, BODY)]
    assert "km²" in texts(page)[0].replace(" ", "")
    page += [T(190, 622, "1", 7), T(196, 622, "2", 7), T(72, 90, "1 One note.", 8), T(72, 80, "2 Another.", 8)]
    assert "km²" in texts(page)[0].replace(" ", "")
    assert texts(page, role=Role.FOOTNOTE) == ["One note.", "Another."]


def test_headings_by_size_and_by_weight() -> None:
    page = [
        T(72, 780, "The largest", 18),
        T(72, 740, "The second", 14),
        T(72, 710, "Only bold", 11, True),
        *lines(72, 690, BODY),
    ]
    blocks = [b for b in read(write(page)).blocks if b.role is Role.HEADING]
    assert [(b.text, b.level) for b in blocks] == [("The largest", 1), ("The second", 2), ("Only bold", 3)]


def test_bullets_and_their_depth() -> None:
    page = [
        *lines(72, 700, BODY),
        *lines(90, 640, ["\u2022 first of two;"]),
        *lines(110, 620, ["\u2013 below the first;"]),
        *lines(90, 600, ["\u2022 second."]),
    ]
    items = [b for b in read(write(page)).blocks if b.role is Role.ITEM]
    assert [(b.label, b.level, b.text) for b in items] == [
        ("•", 0, "first of two;"), ("–", 1, "below the first;"), ("•", 0, "second.")
    ]  # fmt: skip


def drawn(shape: str, *, at: int = 636) -> str:
    """A page whose last two lines have a shape drawn before them, its lower edge `at`."""
    page = [
        *lines(72, 700, BODY),
        *lines(90, at, ["first of the two that follow here;", "second of them."], leading=20),
    ]
    return "\n".join([*map(run, page), *(shape.format(y=y) + " f" for y in (at, at - 20))])


@pytest.mark.parametrize(
    ("shape", "items"),
    [
        # 4 by 4 points, a little above the line the letters stand on, as browsers print a list.
        ("80 {y} 4 4 re", True),
        ("81 {y} 2 2 re", True),
        ("80 {y} 7 7 re", True),
        # As wide as high, and too large or too small for a bullet.
        ("60 {y} 14 14 re", False),
        ("80 {y} 1 1 re", False),
        # A stroke, lying and upright.
        ("76 {y} 8 2 re", False),
        ("80 {y} 2 8 re", False),
        # Small and square, and far from the line or behind its beginning.
        ("20 {y} 4 4 re", False),
        ("120 {y} 4 4 re", False),
    ],
)
def test_a_bullet_may_be_drawn(shape: str, items: bool) -> None:
    found = [(b.label, b.text) for b in read(write(drawn(shape))).blocks if b.role is Role.ITEM]
    assert found == ([("•", "first of the two that follow here;"), ("•", "second of them.")] if items else [])


def test_contents_lines_stay_apart() -> None:
    page = [
        T(72, 760 - 16 * i, f"{name} {'.' * 40} {i + 3}") for i, name in enumerate(("I. One", "II. Two", "III. Three"))
    ]
    assert len(texts([*page, *lines(72, 600, BODY)], role=Role.CONTENTS)) == 3


def test_bold_made_by_drawing_twice_is_read_once() -> None:
    assert texts([T(72, 700, "Twice as bold."), T(72.3, 700, "Twice as bold.")]) == ["Twice as bold."]


def test_turned_text_is_set_apart_and_told() -> None:
    found = read(write([*lines(72, 700, BODY), T(300, 300, "DRAFT", 60, False, "0.7 0.7 -0.7 0.7")]))
    assert [(b.role, b.text) for b in found.blocks] == [(Role.HEADER, "DRAFT"), (Role.TEXT, " ".join(BODY))]
    assert [n.check for n in found.notices] == ["pdf.turned"]


LOCKED = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'00' * 32}>/U<{'00' * 32}>>>/ID[<00><00>]"
IMAGE = "q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"


def test_a_scan_is_told_with_a_cure() -> None:
    with pytest.raises(InputError, match=r"scan.*ocrmypdf"):
        read(write(IMAGE))


def test_a_scanned_page_among_others_is_told() -> None:
    found = read(write(lines(72, 700, BODY), IMAGE))
    assert [(n.check, n.line) for n in found.notices] == [("pdf.scanned", 2)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (write(""), "no text"),
        (b"%PDF-1.7\n1 0 obj\n", "damaged"),
        (b"x" * 100, "damaged"),
        (
            write(lines(72, 700, BODY), trailer=LOCKED),
            "encrypted|damaged",
        ),
    ],
)  # fmt: skip
def test_bad_files_are_told_with_a_cure(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read(data)
    assert caught.value.cure


def test_a_stream_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zlib.compress(b" " * 2**21, 9)
    plain = write("x" * len(packed))
    data = plain.replace(b"x" * len(packed), packed).replace(b"<</Length", b"<</Filter/FlateDecode/Length")
    monkeypatch.setattr(pdf_guard, "MAX_STREAM", 2**20)
    with pytest.raises(InputError, match="unpacks to more"):
        read(data)


def test_only_so_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_PAGES", 2)
    found = read(write(*([T(72, 700, text)] for text in ("One.", "Another.", "A third.", "The last."))))
    assert [n.check for n in found.notices] == ["pdf.pages"]
    assert len([b for b in found.blocks if b.role is Role.TEXT]) == 2


def test_pages_are_told_as_lines() -> None:
    blocks: tuple[Block, ...] = read(write(lines(72, 700, BODY), lines(72, 700, ["Another text."]))).blocks
    assert [b.line for b in blocks if b.role is Role.TEXT] == [1, 2]


def test_both_letters_of_a_ligature_are_read() -> None:
    # PDFium says of each letter that it fills the whole place of the ligature.
    assert texts("BT /F3 11 Tf 72 700 Td (The e\\001ort of the sta\\001 was great.) Tj ET") == [
        "The effort of the staff was great."
    ]


def test_a_last_page_of_few_lines_keeps_the_columns_of_the_others() -> None:
    full = [*lines(60, 780, [line[:40] for line in BODY * 3]), *lines(320, 780, [line[:40] for line in BODY * 3])]
    last = [
        T(60, 780, "The left column ends"),
        T(60, 766, "here."),
        T(320, 773, "The right column"),
        T(320, 759, "ends."),
    ]
    blocks = [b.text for b in read(write(full, full, last)).blocks if b.role is Role.TEXT and b.page == 3]
    assert blocks == ["The left column ends here.", "The right column ends."]


def test_a_note_label_keeps_its_note_where_lines_of_the_other_column_lie_between() -> None:
    left = lines(60, 780, [line[:40] for line in BODY * 4])
    right = [*lines(320, 778, [line[:40] for line in BODY * 3]), T(320, 560.5, "as agreed."), T(376, 564.5, "1", 6)]
    note = [T(320, 548.5, "1", 6), T(328, 545, "See the report of the other session.", 8)]
    odd = [T(60, 552 - i, "x y z", 8) for i in (0, 6)]
    notes = [b for b in read(write([*left, *right, *odd, *note])).blocks if b.role is Role.FOOTNOTE]
    assert [(b.label, b.text) for b in notes] == [("1", "See the report of the other session.")]


@pytest.mark.parametrize(
    ("turn", "matrix", "x", "y"),
    [
        (90, "0 1 -1 0", lambda sx, sy: 595 - sy, lambda sx, sy: sx),
        (180, "-1 0 0 -1", lambda sx, sy: 595 - sx, lambda sx, sy: 842 - sy),
        (270, "0 -1 1 0", lambda sx, sy: sy, lambda sx, sy: 842 - sx),
    ],
)
def test_a_page_that_is_turned_when_shown_is_read_as_it_is_shown(
    turn: int, matrix: str, x: Callable[[float, float], float], y: Callable[[float, float], float]
) -> None:
    page = [T(x(72, 500 - 14 * i), y(72, 500 - 14 * i), text, matrix=matrix) for i, text in enumerate(BODY)]
    data = write(page).replace(b"/MediaBox", f"/Rotate {turn}/MediaBox".encode())
    reading = read(data)
    assert [b.text for b in reading.blocks if b.role is Role.TEXT] == [" ".join(BODY)]
    assert not reading.notices


def test_a_page_whose_box_begins_elsewhere() -> None:
    page = [T(t.x + 500, t.y + 700, t.text) for t in lines(72, 700, BODY)]
    data = write(page).replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[500 700 1095 1542]")
    assert [b.text for b in read(data).blocks if b.role is Role.TEXT] == [" ".join(BODY)]


def test_a_character_that_is_given_in_two_halves_is_one() -> None:
    # U+20BB7, as wide characters of 16 bits hold it; a half alone is nothing.
    assert codes.meanings([0x4E00, 0xD842, 0xDFB7, 0xD842, 0x4E01, 0xDFB7]) == [
        "一",
        "",
        "\U00020bb7",
        "",
        "丁",
        "",
    ]


def test_radicals_of_both_blocks_are_read_as_characters_and_told() -> None:
    # The code 1 of the font F3 is what its table of characters says: here two radicals, ⻓ and ⼯.
    data = write("BT /F3 11 Tf 72 700 Td (A \\001 B) Tj ET").replace(b"<00660066>", b"<2ED32F2F>")
    found = read(data)
    assert [b.text.replace(" ", "") for b in found.blocks] == ["A长工B"]
    assert [(n.check, n.line) for n in found.notices] == [("text.radicals", 1)]
    assert "⻓ ⼯" in found.notices[0].message
