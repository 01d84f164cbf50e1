import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skulint.engine.text import csv_places
from skulint.engine.text.csv_places import Place, field_places

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(text: str) -> Path:
        path = tmp_path / "f.csv"
        path.write_bytes(text.encode("utf-8"))
        return path

    return write_file


def covered(text: str, place: Place) -> str:
    """Return the text of a place, with lines ended by LF only."""
    lines = text.split("\n")
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    parts = [lines[place.line - 1][place.column - 1 :], *lines[place.line : place.end_line - 1]]
    return "\n".join([*parts, lines[place.end_line - 1][: place.end_column - 1]])


def brute_force(text: str, delimiter: str, quoted: bool) -> list[tuple[Place, ...]]:
    """Read a whole text character by character, with the states of the csv module."""
    records: list[tuple[Place, ...]] = []
    fields: list[Place] = []
    state, line, column = "record start", 1, 1
    start = (1, 1)
    for character in text:
        if state == "in quotes":
            state = "quote in quotes" if character == '"' else state
        elif character == '"' and quoted and state != "in field":
            state = "in quotes"
        elif character == delimiter:
            fields.append(Place(*start, line, column))
            start, state = (line, column + 1), "field start"
        elif character in "\r\n":
            if state != "record start":
                records.append((*fields, Place(*start, line, column)))
            fields, state = [], "record start"
        else:
            state = "in field"
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
        if state == "record start":
            start = (line, column)
    if state != "record start":
        records.append((*fields, Place(*start, line, column)))
    return records


def unquote(text: str, quoted: bool) -> str:
    """Return the value of a field's text, as the csv module reads it."""
    value, state = "", "start"
    for character in text:
        if state == "in quotes":
            state = "quote in quotes" if character == '"' else state
            value += "" if character == '"' else character
        elif character == '"' and quoted and state == "start":
            state = "in quotes"
        elif character == '"' and state == "quote in quotes":
            value, state = value + '"', "in quotes"
        else:
            value, state = value + character, "in field"
    return value


FILES = st.lists(
    st.sampled_from(
        [
            '"',
            '""',
            ",",
            "\n",
            "\r\n",
            "\r",
            "a",
            "价",
            "😀",
            " ",
            "\t",
            "\u2028",
            "\x0b",
            "\0",
            "x,y\n",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=600, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES, st.sampled_from([",", "\t"]), st.booleans(), st.booleans())
def test_agrees_with_a_plain_scanner_and_the_csv_module(
    write: Write, text: str, delimiter: str, quoted: bool, with_bom: bool
) -> None:
    path = write(("\ufeff" if with_bom else "") + text)
    found = field_places(path, range(50), delimiter=delimiter, quoted=quoted)
    want = brute_force(text, delimiter, quoted)
    assert found == dict(enumerate(want))
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(
            file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        )
        rows = list(filter(None, reader))
    values = [
        [unquote(covered(text, place), quoted) for place in places] for places in found.values()
    ]
    assert values == rows


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES, st.sets(st.integers(0, 60)), st.integers(1, 5))
def test_any_choice_of_records_and_any_chunk_size(
    write: Write, text: str, wanted: set[int], chunk: int
) -> None:
    before = csv_places._CHUNK
    csv_places._CHUNK = chunk
    try:
        found = field_places(write(text), wanted)
    finally:
        csv_places._CHUNK = before
    want = brute_force(text, ",", True)
    assert found == {number: want[number] for number in sorted(wanted) if number < len(want)}


@pytest.mark.parametrize(
    ("text", "record", "want"),
    [
        pytest.param("a,b\n1,2\n", 1, [(2, 1, 2, 2), (2, 3, 2, 4)], id="plain"),
        pytest.param("\ufeffa,b\n", 0, [(1, 1, 1, 2), (1, 3, 1, 4)], id="bom"),
        pytest.param("a\r\n\r\n\r\nb\r\n", 1, [(4, 1, 4, 2)], id="blank lines"),
        pytest.param("\n\na\n", 0, [(3, 1, 3, 2)], id="blank lines before the heading"),
        pytest.param('名,"价 格",c\n', 0, [(1, 1, 1, 2), (1, 3, 1, 8), (1, 9, 1, 10)], id="wide"),
        pytest.param('h\r\n"a\r\nb",c\r\nd\r\n', 1, [(2, 1, 3, 3), (3, 4, 3, 5)], id="quoted CRLF"),
        pytest.param('h\n"a\nb",c\nd\n', 2, [(4, 1, 4, 2)], id="after a quoted newline"),
        pytest.param('h\n"a\rb",c\n', 1, [(2, 1, 2, 6), (2, 7, 2, 8)], id="quoted lone CR"),
        pytest.param("a\rb\rc", 2, [(1, 5, 1, 6)], id="old Mac lines are one line for editors"),
        pytest.param("a,,\n", 0, [(1, 1, 1, 2), (1, 3, 1, 3), (1, 4, 1, 4)], id="empty fields"),
        pytest.param("a\n ,\n", 1, [(2, 1, 2, 2), (2, 3, 2, 3)], id="blank is not empty"),
        pytest.param('"a ""b""",c', 0, [(1, 1, 1, 10), (1, 11, 1, 12)], id="doubled quotes"),
        pytest.param('5" pipe,c\n', 0, [(1, 1, 1, 8), (1, 9, 1, 10)], id="quote inside"),
        pytest.param('"a"b"c",d\n', 0, [(1, 1, 1, 8), (1, 9, 1, 10)], id="text after a quote"),
        pytest.param('h\n"a,b\nc\n', 1, [(2, 1, 4, 1)], id="quote never closed"),
    ],
)
def test_places(
    text: str, record: int, want: list[tuple[int, int, int, int]], write: Write
) -> None:
    assert field_places(write(text), [record]) == {record: tuple(Place(*place) for place in want)}


def test_quotes_may_be_ordinary_text(write: Write) -> None:
    found = field_places(write('a\tb\n"x\ty"\n'), [1], delimiter="\t", quoted=False)
    assert found == {1: (Place(2, 1, 2, 3), Place(2, 4, 2, 6))}


@pytest.mark.parametrize("delimiter", [";", "|", "^", "]", "\\", "-", "，"])
def test_delimiters_that_mean_something_in_a_pattern(delimiter: str, write: Write) -> None:
    path = write(f'a{delimiter}"b{delimiter}c"{delimiter}d\n')
    (places,) = field_places(path, [0], delimiter=delimiter).values()
    assert [place.column for place in places] == [1, 3, 9]


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "cp932", "utf-8-sig", "UTF8"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes('商,č\r\n"価\n",b\r\n'.replace("č", "x").encode(encoding))
    found = field_places(path, [1], encoding=encoding)
    assert found == {1: (Place(2, 1, 3, 2), Place(3, 3, 3, 4))}


def test_bytes_that_do_not_decode_take_one_column(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"a\xff,b\n")
    assert field_places(path, [0]) == {0: (Place(1, 1, 1, 3), Place(1, 4, 1, 5))}


def test_fields_longer_than_the_limit_of_the_csv_module(write: Write) -> None:
    before = csv.field_size_limit()
    found = field_places(write('"' + "x" * 200_000 + '\n",b\n'), [0])
    assert found == {0: (Place(1, 1, 2, 2), Place(2, 3, 2, 4))}
    assert csv.field_size_limit() == before


def test_nothing_wanted(tmp_path: Path) -> None:
    assert field_places(tmp_path / "absent.csv", []) == {}


def test_negative_numbers_are_refused(write: Write) -> None:
    with pytest.raises(ValueError, match="start at 0"):
        field_places(write("a\n"), [-1, 2])


def test_records_beyond_the_end_are_left_out(write: Write) -> None:
    assert field_places(write("a\n"), [5]) == {}
    assert field_places(write('"a"\n'), [5]) == {}
    assert field_places(write(""), [0]) == {}


def test_skipping_runs_no_python_per_record(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    original = csv_places._fields

    def note(text: str, *rest: object) -> tuple[Place, ...]:
        looked_at.append(text)
        return original(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(csv_places, "_fields", note)
    path = write("h\n" + '"a",b\n' * 10_000)
    assert len(field_places(path, [3, 10_000, 10_001])) == 2
    assert looked_at == ['"a",b\n'] * 2
