"""Finding the checkpoints that a user names: one fold's, or all of a model."""

from collections.abc import Sequence
from pathlib import Path

from latentaudio.errors import ArtifactError
from latentaudio.prediction.familiarity.hearing import HEARING_FILE
from latentaudio.prediction.new_sounds.members import Member, load_member
from latentaudio.training.checkpoints import WEIGHTS_FILE
from latentaudio.training.descriptions import ARCHITECTURE_FILE

_FILES = (WEIGHTS_FILE, ARCHITECTURE_FILE, HEARING_FILE)
#: Where the folds of a model are, below its folder or that of a seed.
_FOLDS = ("seed_*/fold_*", "fold_*")


def load_members(given: Path) -> list[Member]:
    """Load one checkpoint, or those of all seeds and folds of a model.

    Parameters
    ----------
    given
        Folder of a fold, e.g. ``prediction/source/crops_cnn/seed_1/fold_01``, of a seed, or of a
        model; or a file of a checkpoint.

    Raises
    ------
    ArtifactError
        If there is none, one cannot be read, or they do not belong together.
    """
    folder = given.parent if given.is_file() and given.name in _FILES else given
    if any((folder / name).is_file() for name in _FILES):
        folders = [folder]
    else:
        folders = [one for place in _FOLDS for one in sorted(folder.glob(place)) if one.is_dir()]
    if not folders:
        raise ArtifactError(f"{given}: {_none_found(folder)}")
    members = [load_member(one) for one in folders]
    _check_alike(members)
    return members


def _none_found(folder: Path) -> str:
    if not folder.is_dir():
        return "not found; give a folder such as results/<run>/prediction/<task>/<model>"
    models = sorted({path.relative_to(folder).parts[0] for path in folder.glob("*/seed_*/fold_*")})
    if models:
        return f"has several models; give the folder of one: {', '.join(models)}"
    return (
        f"no checkpoint ({', '.join(_FILES)}) in this folder; give one such as "
        "results/<run>/prediction/<task>/<model>"
    )


def _check_alike(members: Sequence[Member]) -> None:
    """Refuse members that do not predict the same of the same values."""
    first = members[0]
    for other in members[1:]:
        for name, one, another in (
            ("task", first.task, other.task),
            ("classes or unit", first.task_kind, other.task_kind),
            ("features", first.seen, other.seen),
            ("reading of recordings", first.hearing.plan, other.hearing.plan),
            ("weights of its network", first.hearing.weights_sha256, other.hearing.weights_sha256),
        ):
            if one != another:
                raise ArtifactError(
                    f"{other.folder}: its {name} is {another}, but that of {first.folder} is "
                    f"{one}; run the workflow again, or give the folder of one fold"
                )
