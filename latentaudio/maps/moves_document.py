"""The moves as the page shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import expit

from latentaudio.maps.move_paths import AxisSounds, Placing
from latentaudio.maps.moved_sounds import (
    Distances,
    Effect,
    Key,
    MovedSound,
    most_changed_classes,
)

#: Number of output classes shown for each move, and of sounds that it moves towards.
CLASSES, TOWARDS = 8, 5

ABOUT = (
    "Atypical held-out sounds, moved along the axis of a factor towards another class; at "
    "most 500, largest effects first. The effect is the change in the mean probability of the "
    "output classes associated with the other class minus that of the own class or, where "
    "neither has any, the fall of the Jensen-Shannon distance to typical sounds of the other "
    "class. Of controls, only distances are kept: those after moves along random directions, "
    "and along axes trained on permuted labels, stand beside those of the move."
)


def moves_document(
    moves: Sequence[tuple[MovedSound, Effect]],
    distances: Mapping[Key, Distances],
    sounds: AxisSounds,
    index_of: Mapping[str, int],
    *,
    space: str,
    axes_map: str | None,
    placings: Mapping[str, Placing],
) -> dict[str, Any]:
    """Describe the moves, in the order given.

    Parameters
    ----------
    moves
        Moved sounds with their effects, from `latentaudio.maps.moved_sounds.largest_effects`.
    distances
        Distances of each move, from `latentaudio.maps.moved_sounds.read_distances`.
    sounds
        The sounds of the flow.
    index_of
        Index of each sound of the flow, by snippet id.
    space
        The layer.
    axes_map
        Name of the map of the factor axes, one of `placings`, or None.
    placings
        How latent coordinates are placed on each map that shows the moves, by name of the map.

    Returns
    -------
    dict
        ``space, map, about`` and ``moves``: for each its ``row``, ``factor, own, other``,
        ``positions``, ``path`` on `axes_map`, ``paths`` by map, ``classes`` with their ``scores``
        at each position and ``before``, ``controls`` (none), ``distances``, ``effect``,
        ``effect_of`` and the rows that it moves ``towards``.
    """
    indices = [index_of[sound.snippet_id] for sound, _ in moves]
    latents = [
        sounds.path(index, *sound.pair, at=sound.positions.tolist())
        for index, (sound, _) in zip(indices, moves, strict=True)
    ]
    paths = {name: _placed(latents, place) for name, place in placings.items()}
    described = []
    for number, (index, (sound, effect)) in enumerate(zip(indices, moves, strict=True)):
        on_maps = {name: of_moves[number] for name, of_moves in paths.items()}
        classes = most_changed_classes(sound, CLASSES)
        pair = sound.pair
        described.append(
            {
                "row": int(sounds.rows[index]),
                **pair._asdict(),
                "positions": sound.positions.tolist(),
                "path": on_maps[axes_map] if axes_map else None,
                "paths": on_maps,
                "classes": classes.tolist(),
                "scores": _rounded(expit(sound.logits[:, classes])),
                "before": _rounded(expit(sound.before[classes])),
                "controls": {},
                "distances": {
                    name: _rounded(np.array(both)) for name, both in distances[sound.key].items()
                },
                "effect": round(effect.value, 6),
                "effect_of": effect.of,
                "towards": sounds.towards(
                    index, latents[number][-1], pair.factor, pair.other, TOWARDS
                ),
            }
        )
    return {"space": space, "map": axes_map, "about": ABOUT, "moves": described}


def _placed(latents: Sequence[np.ndarray], place: Placing) -> list[list[list[float]]]:
    """Place all steps of all moves at once, because a flow is slow to start."""
    if not latents:
        return []
    ends = np.cumsum([len(path) for path in latents])[:-1]
    return [_rounded(path) for path in np.split(place(np.concatenate(latents)), ends)]


def _rounded(values: np.ndarray) -> Any:  # noqa: ANN401
    return np.round(values.astype(np.float64), 6).tolist()
