import json
from pathlib import Path

import pytest
import yaml

from latentaudio.errors import ConfigError
from latentaudio.workflow.settings_files import laid_over, read_settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.yaml"


def refused(path: Path, content: str | bytes) -> str:
    """Give the error that a file is refused with, after its name."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigError) as caught:
        read_settings(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    return message.removeprefix(str(path))


# -- Reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "run: mine\npca: {components: 8}\n",
        "run: mine\r\npca:\r\n  components: 8\r\n",
        "\ufeffrun: mine\npca: {components: 8}\n",
        "# größer\nrun: mine\npca: &small {components: 8}\n",
    ],
    ids=["unix", "windows", "byte order mark", "comment"],
)
def test_settings_are_read_as_they_are(path, text):
    path.write_text(text, encoding="utf-8", newline="")
    assert read_settings(path) == {"run": "mine", "pca": {"components": 8}}


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read_as_json(path, indent):
    # YAML takes 1e-05 for text, and a tab for a mistake.
    settings = {"run": "a\tb", "flow": {"sigma": 1e-05, "seeds": [1, 2]}}
    path.write_text(json.dumps(settings, indent=indent), encoding="utf-8")
    assert read_settings(path) == settings


def test_keys_of_a_merged_mapping_may_be_given_again(path):
    # Also where the mapping that merges is merged itself.
    text = """
base: &base {a: 1, b: 2}
more: &more {<<: *base, b: 3}
last: {<<: *more, b: 4}
"""
    path.write_text(text, encoding="utf-8")
    assert read_settings(path) == yaml.safe_load(text)
    assert read_settings(path)["last"] == {"a": 1, "b": 4}


def test_equal_keys_of_different_mappings_or_types_are_different(path):
    path.write_text("a: {x: 1}\nb: {x: 1}\nc: [{x: 1}, {x: 1}]\n1: a\n'1': b\n", encoding="utf-8")
    assert len(read_settings(path)) == 5


# -- Errors ---------------------------------------------------------------------------------------


def test_all_keys_given_twice_are_listed_with_their_lines(path):
    text = """run: mine
knn:
  neighbors: 3
dataset:
  factors:
    pitch: categorical
    pitch: numeric
knn:
  neighbors: 5
flow: {seeds: [1], seeds: [2], seeds: [3]}
list: [{a: 1}, {b: 1,
  b: 2}]
"""
    assert refused(path, text).splitlines() == [
        ": keys given more than once, of which the last would hide the others; keep one of each:",
        "  dataset.factors.pitch: lines 6 and 7",
        "  flow.seeds: lines 10 and 10 and 10",
        "  list[1].b: lines 11 and 12",
        "  knn: lines 2 and 8",
    ]


@pytest.mark.parametrize("space", [" ", "\t"])
def test_keys_given_twice_in_json_too(path, space):
    text = f'{{\n{space}"knn": {{}},\n{space}"knn": {{}}\n}}'
    assert refused(path, text).endswith("\n  knn: lines 2 and 3")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'dataset:\n  pattern: "(?P<pitch>\\d+)"\n',
            ", line 2, column 24: found unknown escape character 'd' while scanning a "
            "double-quoted scalar that begins in line 2; in double quotes, a backslash begins an "
            "escape; use single quotes",
        ),
        (
            "knn:\n\tneighbors: 3\n",
            ", line 2, column 1: found character '\\t' that cannot start any",
        ),
        (
            "run: a\nroot: D: x\n",
            ", line 2, column 8: mapping values are not allowed here; a",
        ),
        (
            "run: @home\n",
            ", line 1, column 6: found character '@' that cannot start any token; ",
        ),
        ("run: a\n---\nrun: b\n", ", line 2, column 1: found another document; a file has one"),
        ("knn: {neighbors: 3\nrun: a\n", ", line 2, column 4: "),
        (
            "run: a\nroot: 'a\n\nknn: {}\n",
            ", line 5, column 1: found unexpected end of stream while scanning a quoted scalar "
            "that begins in line 2; check quotes, brackets and indentation",
        ),
        ("root: *.wav", ", line 1, column 8: expected alphabetic or numeric character, but found"),
        ("run: !mine a\n", ", line 1, column 6: could not determine a constructor"),
        ("run: a\nknn: b\0\n", ", line 2: control character U+0000; remove it"),
        ("classes: {day: [2020-13-45]}\n", ": month must be in 1..12; if text looks like a date"),
        ("", ": nothing found, expected keys with values, such as run: mine"),
        ("# run: mine\n", ": nothing found"),
        ("- run\n- mine\n", ": a list found, expected keys with values"),
        ("[1, 2]", ": a list found, expected keys with values"),
        ("run", ": a single value found, expected keys with values"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_remedy(path, text, expected):
    assert refused(path, text).startswith(expected)


def test_a_tab_is_not_taken_for_other_text(path):
    assert "indent with blanks instead of tabs" in refused(path, "knn:\n\tneighbors: 3\n")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_named_with_its_first_line(path, encoding):
    line, byte = {"latin-1": (3, "FC"), "utf-16": (1, "FF")}[encoding]
    content = "run: mine\n\n# für alle\n".encode(encoding)
    assert refused(path, content) == (
        f", line {line}: byte 0x{byte} found, which is not UTF-8; save the file in the encoding "
        "UTF-8, comments included"
    )


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: not found; give the path"):
        read_settings(tmp_path / "nowhere.yaml")
    with pytest.raises(ConfigError, match=r": cannot be read \(Is a directory\); give the path"):
        read_settings(tmp_path)


# -- Merging --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "overlay", "expected"),
    [
        ({"a": 1}, {}, {"a": 1}),
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}, {"a": {"b": 3, "c": 2}}),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [3]}}, {"a": {"b": [3]}}),
        ({"a": {"b": [1, 2]}}, {"a": {"b": []}}, {"a": {"b": []}}),
        ({"a": {"b": 1}}, {"a": None}, {"a": None}),
        ({"a": ["b"]}, {"a": {"c": 1}}, {"a": {"c": 1}}),
        ({"a": {"b": 1}}, {"a": ["c"]}, {"a": ["c"]}),
        ({"a": ["b"]}, {"a": {}}, {"a": {}}),
        ({"a": {"b": {"c": 1}, "d": 2}}, {"a": {"b": {}}}, {"a": {"b": {}, "d": 2}}),
        ({"a": {"b": 1}}, {"a": {}}, {"a": {}}),
    ],
)
def test_mappings_are_merged_and_all_else_replaces(settings, overlay, expected):
    before = json.dumps(settings)
    assert laid_over(settings, overlay) == expected
    assert json.dumps(settings) == before
