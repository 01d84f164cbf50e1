"""Every encoding sellers' files come in: found without help, named, and places kept."""

from pathlib import Path

import pytest

from skulint.engine.readers import Settings, read_inputs
from skulint.engine.readers.encodings import find_encoding
from skulint.engine.text.diagnostics import Diagnostics

from .cells import cells, text_at
from .conftest import Read, Write

TEXTS = {
    "gb18030": [
        "商品编码,商品标题,库存\nA1,红色杯子,5\n",
        "sku,title\nA1,红色陶瓷马克杯 350ml【包邮】\nA2,蓝色\n",
        "sku,title\nA,中文\n",
        "SKU,品名\n1,碗\n",
        "a,b\nx,鼠标垫\ny,氛围灯\n",
    ],
    "cp932": [
        "商品名,出品者SKU,価格,数量\nマグカップ,A1,1000,5\n",
        "sku,title\nA,赤いカップ 送料無料\n",
        "sku,t\na,茶碗\n",
    ],
    "cp1252": [
        "Händler-SKU;Preis\nA;1,50\n",
        "sku,title\nA,café crème\n",
        "sku,title\nA,Tasse – größer\n",
        "sku,prezzo\nA,Quantità: 5 €\n",
        "sku,t\na,Año nuevo\nb,¿Qué?\n",
        "sku,t\na,Größenübersicht äöü\n",
        "sku,t\na,5 €\n",
        "sku,t\na,ÜBERGRÖSSE\n",
    ],
    "big5": ["sku,title\nA,紅色陶瓷馬克杯\nB,藍色的杯子\n"],
    "cp1251": ["Артикул;Название\nA;Красная кружка\n"],
    "cp1250": ["sku,t\na,Zażółć gęślą jaźń\n"],
    "utf-16-le": ["sku,title\nA,红色\n", "商品编码,商品标题,库存\nA1,红色杯子,5\n"],
    "utf-16-be": ["sku,title\nA,红色\n", "商品编码,商品标题,库存\nA1,红色杯子,5\n"],
    "utf-8": ["sku,title\nA,红色\n", "sku,title\nA,red\n"],
}


@pytest.mark.parametrize(
    ("encoding", "text"), [(name, text) for name, texts in TEXTS.items() for text in texts]
)
def test_letters_tell_the_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding))
    found = find_encoding(path, lambda _: 0)
    assert found is not None
    assert found.name == encoding


@pytest.mark.parametrize(
    ("mark", "encoding", "name"),
    [
        (b"", "gb18030", "gb18030"),
        (b"", "cp932", "cp932"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"\xff\xfe", "utf-16-le", "utf-16"),
        (b"\xfe\xff", "utf-16-be", "utf-16"),
        (b"\xff\xfe\0\0", "utf-32-le", "utf-32"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "yaml"])
def test_same_cells_and_places(
    read: Read, write: Write, mark: bytes, encoding: str, name: str, ending: str
) -> None:
    title = "二色の茶碗 カップ" if encoding == "cp932" else "红色的杯子和碗"
    text = {
        "csv": f"sku_id,item-name,stock_qty\r\nA1,{title},5\r\n",
        "tsv": f"sku_id\titem-name\tstock_qty\r\nA1\t{title}\t5\r\n",
        "json": f'[{{"sku_id": "A1", "item-name": "{title}",\n"stock_qty": 5}}]',
        "yaml": f"- sku_id: A1\n  item-name: {title}\n  stock_qty: 5\n",
    }[ending]
    path = write(f"x.{ending}", mark + text.encode(encoding))
    outcome = read(path)
    table = outcome.table
    assert table.encoding == name
    assert cells(table) == {"sku_id": ["A1"], "sku_title": [title], "stock_qty": ["5"]}
    column = table.column("sku_title")
    assert column is not None
    place = table.places([(1, column.index)])[1, column.index]
    assert place.file == str(path)
    plain = write("plain.txt", text)
    assert text_at(plain, place).strip('"') == title
    guessed = name in ("gb18030", "cp932")
    assert outcome.codes == (["SKU-F030"] if guessed else [])


def test_a_guess_is_named_with_the_first_letter_that_told(read: Read, write: Write) -> None:
    path = write("x.csv", "sku_id,item-name\nA1,cup\nA2,红色杯子\n".encode("gbk"))
    only = read(path).only
    assert (only.code, only.place) == ("SKU-F030", f"{path}:3:4")
    assert only.message == "the file is not UTF-8, so it was read as gb18030"
    assert only.help is not None
    assert "--encoding" in only.help


def test_the_hash_is_that_of_the_file_itself(read: Read, write: Write) -> None:
    import hashlib

    path = write("x.csv", "sku_id,item-name\nA2,红色杯子\n".encode("gbk"))
    assert read(path).table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_half_wide_letters_may_be_either_and_somebody_has_to_say(
    dictionary: object, write: Write
) -> None:
    path = write("x.csv", "sku_id,item-name\nA,ｶｯﾌﾟ\n".encode("cp932"))
    diagnostics = Diagnostics()
    (table,) = read_inputs(
        [path],
        dictionary=dictionary,  # type: ignore[arg-type]
        diagnostics=diagnostics,
        settings=Settings(encoding="cp932"),
    )
    assert cells(table)["sku_title"] == ["ｶｯﾌﾟ"]
    assert len(diagnostics) == 0


def test_an_encoding_that_does_not_fit(dictionary: object, write: Write) -> None:
    path = write("x.csv", b"sku_id,item-name\nA,\x81\x20\n")
    diagnostics = Diagnostics()
    read_inputs(
        [path],
        dictionary=dictionary,  # type: ignore[arg-type]
        diagnostics=diagnostics,
        settings=Settings(encoding="cp932"),
    )
    (only,) = diagnostics
    assert (only.code, only.message) == (
        "SKU-Y005",
        "the file is not cp932: byte 0x81 does not fit",
    )


def test_bytes_that_are_no_text_in_any_encoding(read: Read, write: Write) -> None:
    only = read(write("x.csv", b"sku_id,item-name\n" + bytes(range(128, 256)) + b"\n")).only
    assert only.code == "SKU-Y005"
    assert only.help is not None
    assert "--encoding gb18030" in only.help


@pytest.mark.parametrize(
    ("declared", "encoding", "name"),
    [
        ("GB2312", "gb18030", "gb18030"),
        ("Shift_JIS", "cp932", "cp932"),
        ("windows-1251", "cp1251", "cp1251"),
        # What no text can be in, or is not in, is not taken at its word.
        ("hex", "gb18030", "gb18030"),
        ("nonsense", "gb18030", "gb18030"),
        ("utf-8", "gb18030", "gb18030"),
    ],
)
def test_what_xml_declares(tmp_path: Path, declared: str, encoding: str, name: str) -> None:
    path = tmp_path / "x.xml"
    letters = {"gb18030": "红色杯子", "cp932": "茶碗", "cp1251": "Кружка"}[encoding]
    text = f'<?xml version="1.0" encoding="{declared}"?><rss><item><id>{letters}</id></item></rss>'
    path.write_bytes(text.encode(encoding))
    found = find_encoding(path, lambda _: 0)
    assert found is not None
    assert found.name == name
    assert found.is_guess == (declared in ("hex", "nonsense", "utf-8"))
