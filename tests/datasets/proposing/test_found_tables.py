import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from latentaudio.datasets.proposing.found_tables import read_table

FILES = ["a/1.wav", "a/2.wav", "b/3.wav"]


def read(tmp_path, text, files=FILES, encoding="utf-8"):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    return read_table(path, tmp_path, files)


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ("path,x\na/1.wav,u\na/2.wav,v\nb/3.wav,u\n", "path"),
        ("name,x\n1.wav,u\n2.wav,v\n3.wav,u\n", "name"),
        ("nr,file,x\n9,1,u\n9,2,v\n9,3,u\n", "file"),
        ("file,x\nC:\\sounds\\1.wav,u\na\\2.wav,v\nb\\3.wav,u\n", "file"),
        ("file;x\n1.wav;u\n2.wav;v\n3.wav;u\n", "file"),
        ("file\tx\n1.wav\tu\n2.wav\tv\n3.wav\tu\n", "file"),
        ("\ufefffile,x\n1.wav,u\n2.wav,v\n\n3.wav,u\n", "file"),
    ],
)
def test_files_are_found_as_they_are_named(tmp_path, cells, key):
    table = read(tmp_path, cells)
    assert (table.key, table.paths, table.absent) == (key, tuple(FILES), ())
    assert table.columns[-1].values == ("u", "v", "u")
    assert table.fits == (key == "path")


def test_a_name_that_two_files_have_names_neither(tmp_path):
    table = read(tmp_path, "file,x\n1.wav,u\n2.wav,v\n", ["a/1.wav", "b/1.wav", "b/2.wav"])
    assert (table.paths, table.absent) == (("b/2.wav",), ("1.wav",))


def test_labels_are_not_taken_for_names_of_files(tmp_path):
    table = read(
        tmp_path, "file,x\n1.wav,a\n2.wav,b\n3.wav,a\n", ["1.wav", "2.wav", "a.wav", "b.wav"]
    )
    assert table.key == "file"


def test_columns_without_a_name_or_with_one_twice_need_a_copy(tmp_path):
    table = read(tmp_path, ",path,x,x\n0,a/1.wav,u,1\n1,a/2.wav,v,2\n")
    assert [column.name for column in table.columns] == ["x"]
    assert not table.fits


def test_other_encodings_are_read(tmp_path):
    table = read(tmp_path, "path,x\na/1.wav,Größe\n", encoding="cp1252")
    assert (table.columns[0].values, table.fits) == (("Größe",), False)


def test_parquet_without_columns_of_lists(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"path": FILES, "x": [1.0, 2.5, 1.0], "e": [[1], [2], [3]]}), path)
    table = read_table(path, tmp_path, FILES)
    assert [(one.name, one.values) for one in table.columns] == [("x", ("1", "2.5", "1"))]
    assert table.fits
