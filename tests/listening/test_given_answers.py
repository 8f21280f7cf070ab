import pandas as pd
import pytest

from latentaudio.errors import ConfigError, DatasetError
from latentaudio.listening.answer_files import answer_files
from latentaudio.listening.given_answers import Answer, read_answers

KEY = pd.DataFrame(
    {"test": "abc", "trial": ["1", "2", "3"], "file": ["0001.wav", "0002.wav", "0003.wav"]}
)
CLASSES = {"material": ["metal", "wood"], "action": ["rub", "tap"]}
HEADER = "test,listener,trial,block,file,plays,reaction_s,answer_material,answer_action"


def sheet(folder, *rows, name="eva.csv", header=HEADER):
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_answers_are_read_and_what_is_empty_is_passed_over(tmp_path):
    path = sheet(
        tmp_path,
        "abc,Eva,1,1,0001.wav,2,1.5,wood,tap",
        "abc,Eva,2,1,0002.wav,,,metal,",
        "abc,Eva,3,1,0003.wav,,,,",
    )
    assert read_answers([path], KEY, CLASSES) == [
        Answer("Eva", 1, "material", "wood"),
        Answer("Eva", 1, "action", "tap"),
        Answer("Eva", 2, "material", "metal"),
    ]


def test_a_listener_without_a_name_has_that_of_the_file(tmp_path):
    files = [sheet(tmp_path, "abc,,1,1,,,,wood,tap", name=f"{name}.csv") for name in ("p1", "p2")]
    assert {one.listener for one in read_answers(files, KEY, CLASSES)} == {"p1", "p2"}


def test_tables_of_spreadsheets_are_read(tmp_path):
    path = tmp_path / "sheet.csv"
    header = "test;trial;answer_action;answer_material"
    path.write_text(f"\ufeff{header}\r\nabc;2; tap ;wood\r\n", encoding="utf-8")
    assert [one.label for one in read_answers([path], KEY, CLASSES)] == ["wood", "tap"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "abc,Eva,9,1,,,,wood,tap",
            r"row 3, column trial: found '9', expected a number from 1 to 3",
        ),
        ("abc,Eva,x,1,,,,wood,tap", r"row 3, column trial: found 'x'"),
        ("abc,Eva,2,1,0003.wav,,,wood,tap", r"column file: found '0003.wav', but trial 2 is 0002"),
        ("xyz,Eva,2,1,,,,wood,tap", r"column test: found 'xyz', expected 'abc'; .* another test"),
        (
            "abc,Eva,2,1,,,,woood,tap",
            r"row 3, column answer_material: unknown class 'woood'; did you mean 'wood'\?",
        ),
        ("abc,Eva,2,1,,,,wood,7", r"answer_action: unknown class '7'; expected rub, tap"),
        (
            "abc,Eva,1,1,,,,metal,tap",
            r"row 3, column trial: listener 'Eva' has answered trial 1 before \(.*eva.csv, row 2\)",
        ),
    ],
)
def test_what_does_not_fit_is_named_by_file_row_and_column(tmp_path, row, message):
    path = sheet(tmp_path, "abc,Eva,1,1,0001.wav,2,1.5,wood,tap", row)
    with pytest.raises(DatasetError, match=message) as raised:
        read_answers([path], KEY, CLASSES)
    assert str(path) in str(raised.value)


def test_a_second_file_of_the_same_listener_is_found(tmp_path):
    files = [
        sheet(tmp_path, "abc,Eva,1,1,,,,wood,tap", name=f"{name}.csv")
        for name in ("first", "again")
    ]
    with pytest.raises(DatasetError, match=r"again.csv, row 2.*before \(.*first.csv, row 2\)"):
        read_answers(files, KEY, CLASSES)


def test_all_mistakes_of_a_file_are_told_at_once_up_to_a_number(tmp_path):
    path = sheet(tmp_path, *(f"abc,Eva,{number},1,,,,wood,tap" for number in range(10, 25)))
    with pytest.raises(DatasetError, match=r"(?s)row 2.*row 11.*\.\.\. and 5 more") as raised:
        read_answers([path], KEY, CLASSES)
    assert "row 12" not in str(raised.value)


def test_files_that_are_no_answers(tmp_path):
    with pytest.raises(DatasetError, match=r"no column test, answer_action; .*answer_sheet.csv"):
        read_answers([sheet(tmp_path, header="trial,answer_material")], KEY, CLASSES)
    with pytest.raises(DatasetError, match="no answer found in any file"):
        read_answers([sheet(tmp_path, "abc,Eva,1,1,,,,,")], KEY, CLASSES)
    (tmp_path / "latin.csv").write_bytes(b"test,\xe4\n")
    with pytest.raises(DatasetError, match=r"latin.csv cannot be read .* UTF-8"):
        read_answers([tmp_path / "latin.csv"], KEY, CLASSES)


def test_files_that_are_named_must_be_there(tmp_path):
    path = sheet(tmp_path)
    assert answer_files(str(path)) == [path]
    assert answer_files([str(path)]) == [path]
    with pytest.raises(ConfigError, match=r"listening.answers: .*lost.csv: no such file"):
        answer_files([str(path), str(tmp_path / "lost.csv")])
