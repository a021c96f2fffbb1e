from __future__ import annotations

import csv
import io

import pytest

from pipeline.write.formats import csv_line, json_line


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start) -> None:
    cell = next(csv.reader(io.StringIO(csv_line([start + "SUM(A1)"]).decode(), newline="")))[0]
    assert cell == "'" + start + "SUM(A1)"


def test_other_cells_stay_as_they_are() -> None:
    values = ["a", 'say "no", twice', "1-2", "", 3, -0.5, True, False]
    line = csv_line(values).decode()
    assert next(csv.reader([line])) == [
        "a",
        'say "no", twice',
        "1-2",
        "",
        "3",
        "-0.5",
        "true",
        "false",
    ]


def test_json_lines_keep_letters() -> None:
    assert json_line({"title": "ข่าว \u2028 é"}) == '{"title": "ข่าว \u2028 é"}\n'.encode()


def test_json_has_no_word_for_nan() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_line({"conf": float("nan")})
