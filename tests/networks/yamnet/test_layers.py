from latentaudio.audio.rate import SnippetFormat
from latentaudio.networks.yamnet.classes import class_names
from latentaudio.networks.yamnet.description import DESCRIPTION
from latentaudio.networks.yamnet.layers import LAYERS

# As published: number, name, height (time), width (frequency), channels.
PUBLISHED = """
1  | Conv 1     | 48 | 32 | 32
2  | Conv 1 pw  | 48 | 32 | 64
3  | Conv 2 pw  | 24 | 16 | 128
4  | Conv 3 pw  | 24 | 16 | 128
5  | Conv 4 pw  | 12 | 8  | 256
6  | Conv 5 pw  | 12 | 8  | 256
7  | Conv 6 pw  | 6  | 4  | 512
8  | Conv 7 pw  | 6  | 4  | 512
9  | Conv 8 pw  | 6  | 4  | 512
10 | Conv 9 pw  | 6  | 4  | 512
11 | Conv 10 pw | 6  | 4  | 512
12 | Conv 11 pw | 6  | 4  | 512
13 | Conv 12 pw | 3  | 2  | 1024
14 | Conv 13 pw | 3  | 2  | 1024
"""


def test_layers_have_the_published_names_and_shapes():
    rows = [[cell.strip() for cell in line.split("|")] for line in PUBLISHED.strip().splitlines()]
    expected = [(int(number), name, tuple(map(int, shape))) for number, name, *shape in rows]
    assert [(one.number, one.name, one.shape) for one in LAYERS] == expected
    assert sum(one.size for one in LAYERS) == 380_928


def test_folders_sort_as_layers_do():
    folders = [one.folder for one in LAYERS]
    assert folders == sorted(folders)
    assert (folders[0], folders[-1]) == ("layer_01", "layer_14")


def test_the_description_says_what_the_network_takes_and_gives():
    assert DESCRIPTION.snippet == SnippetFormat(samplerate=16_000, samples=15_600)
    assert DESCRIPTION.layers is LAYERS
    assert DESCRIPTION.classes == class_names()
    assert DESCRIPTION.patch.shape == (96, 64)


def test_classes_are_named_in_the_order_of_the_outputs():
    names = class_names()
    assert len(names) == len(set(names)) == 521
    assert (names[0], names[132], names[494], names[520]) == (
        *("Speech", "Music", "Silence", "Field recording"),
    )
