"""What a reader must know before comparing the players of representations."""

from collections.abc import Iterator, Mapping, Sequence

from latentaudio.disentanglement.folding import is_folded, is_weak
from latentaudio.known_factors.axis_factors import Association, association_text
from latentaudio.known_factors.view_sounds import NEAREST, way_of
from latentaudio.known_factors.views import FLOW, MIXING, VAE, Representation, View
from latentaudio.vae.collapse import ACTIVE


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
        Which factor each axis encodes most of.
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
            for text in _about_axis(axis, associations)
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


def _about_axis(axis: str, associations: Mapping[str, Association]) -> Iterator[str]:
    """Say what the steps along the axis of a factor do not mean."""
    found = associations.get(axis)
    if found is None:
        return
    own = axis.split(", ")[0]
    measured = association_text(found)
    if not found.factor:
        yield f"The axis of {axis} does not vary."
    elif found.factor != own:
        yield f"The axis of {axis} encodes more of {found.factor} ({measured}) than of {own}."
    elif is_weak(found.eta_squared):
        yield f"The axis of {axis} encodes {own} weakly ({measured})."
    elif found.order is None:
        yield f"The axis of {axis} separates classes: the order of its steps means nothing."
    elif is_folded(found.eta_squared, found.order):
        yield (
            f"The axis of {axis} is folded ({measured}): it encodes the values, but not in their "
            "order, because the flow is told which sounds share a bin, not which bin is higher."
        )
