"""What a reader must know before comparing the players of representations."""

from collections.abc import Mapping, Sequence

from latentaudio.known_factors.axis_factors import Association
from latentaudio.known_factors.view_sounds import NEAREST, way_of
from latentaudio.known_factors.views import FLOW, MIXING, VAE, Representation, View
from latentaudio.vae.collapse import ACTIVE

#: Association below which the axis of a numeric factor does not follow its order.
ORDERED = 0.7


def rates_of(views: Sequence[View]) -> dict[str, float]:
    """Get the rate (nats) of each traversed unit; axes without a rate are left out."""
    return {one.axis: one.rate for one in views if one.axis is not None and one.rate is not None}


def notes(
    representation: Representation,
    views: Sequence[View],
    associations: Mapping[str, Association],
    nearest: Sequence[str] = (),
) -> list[str]:
    """List what is particular to a representation.

    Parameters
    ----------
    representation
        The representation.
    views
        Its views.
    associations
        Which factor each axis follows.
    nearest
        Ids of the sounds that are played, of a representation without a way back to sound.
    """
    found = []
    if way_of(representation) == NEAREST:
        found.append(
            f"There is no way back from {representation.space} to sound. You hear, and see the "
            f"spectrogram of, the training sound that is nearest to each step: {len(set(nearest))} "
            f"different sounds for {len(nearest)} steps."
        )
    if representation.kind == VAE:
        found += _about_rates(rates_of(views))
    elif representation.kind == FLOW:
        found.append("A flow is invertible: its reconstruction is exact, up to rounding.")
        found += [
            text
            for axis in dict.fromkeys(one.axis for one in views if one.axis is not None)
            if (text := _about_order(axis, associations))
        ]
    elif representation.kind == MIXING:
        found.append("The two waveforms are added, the first fading out and the second fading in.")
    return found


def _about_rates(rates: Mapping[str, float]) -> list[str]:
    if not rates:
        return []
    active = [axis for axis, rate in rates.items() if rate > ACTIVE]
    if not active:
        return [
            f"Collapsed: no unit carries more than {ACTIVE} nats, so the decoder ignores its "
            "code, and all steps are about the same sound."
        ]
    inactive = [axis for axis in rates if axis not in active]
    if not inactive:
        return []
    return [f"At most {ACTIVE} nats, so that steps hardly differ: {', '.join(inactive)}."]


def _about_order(axis: str, associations: Mapping[str, Association]) -> str | None:
    if axis not in associations:
        return None
    found = associations[axis]
    own = axis.split(", ")[0]
    if found.factor != own:
        return None
    if not found.numeric:
        return f"The axis of {axis} separates classes: the order of its steps means nothing."
    if found.strength >= ORDERED:
        return None
    return (
        f"The axis of {axis} follows the order of its values in part only (|ρ| = "
        f"{found.strength:.2f}): it is folded, because pairs say what is equal, not what is more."
    )
