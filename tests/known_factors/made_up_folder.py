"""The folder of a players' page with made-up representations."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from known_factors import made_up_views as made_up

from latentaudio.known_factors.axis_factors import Association
from latentaudio.known_factors.chosen_file import Chosen, ShownPair
from latentaudio.known_factors.player_page import Shown, write_page
from latentaudio.known_factors.view_sounds import levelled, read_sound_table, write_sounds

VIEWS = {
    made_up.SPECTRAL: made_up.spectral_views(),
    made_up.FLOWING: made_up.component_views(),
    made_up.MIXING: made_up.morph(),
}
ASSOCIATIONS = {
    made_up.SPECTRAL: {
        "unit 2": Association("f0", 0.85, 0.91),
        "unit 3": Association("decay", 0.62, 0.75),
    },
    made_up.FLOWING: {
        "f0": Association("f0", 0.93, 0.96),
        "decay": Association("decay", 0.81, 0.31),
    },
}


def chosen() -> Chosen:
    """Two sounds and a pair of them."""
    texts = {"a": "f0 200 Hz, decay 3", "b": "f0 700 Hz, decay 3"}
    return Chosen(("a", "b"), (ShownPair("a", "b", "f0"),), texts)


def sounds() -> dict:
    """A tone for each view, none like another."""
    return {
        representation: levelled(
            views,
            np.stack([made_up.tone(150 + 400 * number + 9 * row) for row in range(len(views))]),
        )
        for number, (representation, views) in enumerate(VIEWS.items())
    }


def nearest() -> dict:
    """The sounds that are played for the flow."""
    return {made_up.FLOWING: [f"near {row % 7}" for row in range(len(VIEWS[made_up.FLOWING]))]}


def shown_views() -> list[Shown]:
    """The representations as the page shows them."""
    shown = []
    for representation, heard in sounds().items():
        files = [f"{representation.name}/{row + 1:04d}.wav" for row in range(len(heard))]
        shown.append(
            Shown(
                representation,
                VIEWS[representation],
                ASSOCIATIONS.get(representation, {}),
                files,
                heard,
                nearest().get(representation, ()),
            )
        )
    return shown


def write_players(folder: Path) -> None:
    """Write the page and its sounds."""
    with TemporaryDirectory() as temporary:
        where = Path(temporary)
        recordings = {"a": made_up.tone(200), "b": made_up.tone(700)}
        write_sounds(where, sounds(), nearest(), recordings, made_up.SAMPLERATE)
        table = read_sound_table(where)
        own = table[table["representation"] == "recordings"]
        files = dict(zip(own["row"], own["file"], strict=True))
        write_page(folder, shown_views(), chosen(), files, where, "Players of tones")
