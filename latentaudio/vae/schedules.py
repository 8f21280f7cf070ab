"""Schedules: how hard the code is pressed to the prior at each step of a training."""

from collections.abc import Callable
from dataclasses import dataclass

from latentaudio.errors import ConfigError, check_known


@dataclass(frozen=True)
class Pressure:
    """How hard the code is pressed at one step.

    Attributes
    ----------
    beta
        Weight of the penalty.
    capacity
        Rate that costs nothing (nats a sound).
    """

    beta: float
    capacity: float = 0.0


@dataclass(frozen=True)
class ScheduleSettings:
    """Settings of all schedules.

    Attributes
    ----------
    beta
        Weight at the end.
    ramp
        Fraction of the training (of each cycle with ``cyclical``) in which beta, or the capacity,
        rises.
    cycles
        Number of cycles of ``cyclical``.
    capacity
        Last capacity of ``capacity`` (nats a sound).
    """

    beta: float
    ramp: float = 0.5
    cycles: int = 4
    capacity: float = 20.0

    def __post_init__(self) -> None:
        if not 0.0 < self.beta < float("inf"):
            raise ConfigError(f"vae.betas: found {self.beta}, expected a number above 0")
        if not 0.0 < self.ramp <= 1.0:
            raise ConfigError(f"vae.ramp: found {self.ramp}, expected a number above 0, up to 1")
        if self.cycles < 1:
            raise ConfigError(f"vae.cycles: found {self.cycles}, expected at least 1")
        if not 0.0 <= self.capacity < float("inf"):
            raise ConfigError(
                f"vae.capacity: found {self.capacity}, expected a number of at least 0"
            )


def constant(progress: float, settings: ScheduleSettings) -> Pressure:
    """Press equally hard all the time.

    Examples
    --------
    >>> constant(0.0, ScheduleSettings(4.0)).beta
    4.0
    """
    return Pressure(settings.beta)


def warm_up(progress: float, settings: ScheduleSettings) -> Pressure:
    """Raise beta from 0 in a straight line, then keep it (Bowman et al., 2016, arXiv:1511.06349).

    Examples
    --------
    >>> [warm_up(at / 4, ScheduleSettings(4.0, ramp=0.5)).beta for at in range(5)]
    [0.0, 2.0, 4.0, 4.0, 4.0]
    """
    return Pressure(settings.beta * min(progress / settings.ramp, 1.0))


def cyclical(progress: float, settings: ScheduleSettings) -> Pressure:
    """Warm up again in every cycle (Fu et al., 2019, arXiv:1903.10145).

    Examples
    --------
    >>> settings = ScheduleSettings(4.0, ramp=0.5, cycles=2)
    >>> [cyclical(at / 8, settings).beta for at in range(8)]
    [0.0, 2.0, 4.0, 4.0, 0.0, 2.0, 4.0, 4.0]
    """
    return warm_up(progress * settings.cycles % 1.0, settings)


def capacity(progress: float, settings: ScheduleSettings) -> Pressure:
    """Raise the capacity in a straight line; beta is constant (Burgess et al., 2018).

    The penalty is then beta times the distance of the rate from the capacity
    (arXiv:1804.03599, where beta is called gamma).

    Examples
    --------
    >>> settings = ScheduleSettings(100.0, ramp=0.5, capacity=20.0)
    >>> [capacity(at / 4, settings).capacity for at in range(4)]
    [0.0, 10.0, 20.0, 20.0]
    """
    return Pressure(settings.beta, settings.capacity * min(progress / settings.ramp, 1.0))


SCHEDULES: dict[str, Callable[[float, ScheduleSettings], Pressure]] = {
    "constant": constant,
    "warm_up": warm_up,
    "cyclical": cyclical,
    "capacity": capacity,
}


def find_schedule(name: str) -> Callable[[float, ScheduleSettings], Pressure]:
    """Get a schedule by its name.

    Raises
    ------
    ConfigError
        If there is no such schedule.
    """
    check_known("vae.objectives", name, SCHEDULES, what="schedule")
    return SCHEDULES[name]


def final_pressure(name: str, settings: ScheduleSettings) -> Pressure:
    """Return the pressure that a schedule ends with, by which epochs are compared.

    Examples
    --------
    >>> final_pressure("cyclical", ScheduleSettings(4.0)).beta
    4.0
    """
    return Pressure(settings.beta, settings.capacity if name == "capacity" else 0.0)


def settled_at(name: str, settings: ScheduleSettings) -> float:
    """Return the fraction of the training after which a schedule has its final pressure for good.

    Examples
    --------
    >>> settings = ScheduleSettings(4.0, ramp=0.5, cycles=2)
    >>> [settled_at(name, settings) for name in SCHEDULES]
    [0.0, 0.5, 0.75, 0.5]
    """
    if name == "constant":
        return 0.0
    cycles = settings.cycles if name == "cyclical" else 1
    return (cycles - 1 + settings.ramp) / cycles
