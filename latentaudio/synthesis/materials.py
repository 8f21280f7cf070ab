"""Materials of the objects: physical constants, usual sizes, and how they break.

Every object draws its own values from these ranges; ``docs/synthesis.md`` gives their sources.
"""

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True)
class Fracture:
    """How an object of a material comes apart.

    Attributes
    ----------
    bursts_per_second
        Rate of attacks by the hand or hammer (1/s).
    events
        Number of fracture events in one burst.
    burst_s
        Time constant with which a burst dies away (s).
    exponent
        Exponent of the power law ``p(a) ~ a^-exponent`` of event amplitudes; with a small exponent,
        few events dominate.
    fragment
        Size of fragments, as a fraction of the size of the object.
    debris
        Number of impacts of falling fragments per fracture event.
    crush
        Level of the dense crackling or tearing noise beneath the single events.
    blow
        Level of the blow that starts a burst, which excites the whole object.
    whole
        Fraction of fracture events that shake the whole object rather than a fragment.
    crack
        Level of the broadband crack of one event, relative to the ringing.
    """

    bursts_per_second: Range
    events: Range
    burst_s: Range
    exponent: Range
    fragment: Range
    debris: float
    crush: float
    blow: float
    whole: float
    crack: float


@dataclass(frozen=True)
class Material:
    """Constants of a material and of the objects usually made of it.

    Attributes
    ----------
    density
        Density (kg/m^3).
    young
        Young's modulus (Pa).
    poisson
        Poisson's ratio.
    grain
        Square root of the ratio of the bending stiffness across the grain to that along it.
    loss_factor
        Internal friction, ``tan(phi)``.
    support_loss
        Damping by hands, table and air (1/s).
    shapes
        Shapes of its objects: ``plate``, ``bar``, ``shell`` or ``box``.
    size
        Longest side, or height of a shell (m).
    thickness
        Thickness of plates, bars and walls (m).
    contact_s
        Contact time of a light blow (s); hard surfaces give short contacts.
    click
        Level of the broadband contact noise, relative to the ringing.
    roughness
        Frequency above which friction noise falls off at full speed (Hz); smooth surfaces are
        bright.
    grit
        Contribution of single asperities to friction noise, from 0 (smooth hiss) to 1 (crackle).
    squeak
        Probability that a rubbed object sticks and slips.
    fracture
        How it comes apart.
    """

    density: float
    young: float
    poisson: float
    grain: float
    loss_factor: Range
    support_loss: Range
    shapes: tuple[str, ...]
    size: Range
    thickness: Range
    contact_s: Range
    click: Range
    roughness: Range
    grit: Range
    squeak: float
    fracture: Fracture

    @property
    def speed(self) -> float:
        """Speed of longitudinal waves, ``sqrt(E / rho)`` (m/s)."""
        return (self.young / self.density) ** 0.5


WOOD = Material(
    density=600.0,
    young=11e9,
    poisson=0.3,
    grain=0.3,
    loss_factor=(0.018, 0.035),
    support_loss=(35.0, 80.0),
    shapes=("plate", "box"),
    size=(0.2, 0.6),
    thickness=(0.008, 0.025),
    contact_s=(0.0005, 0.0014),
    click=(0.4, 1.0),
    roughness=(1200.0, 2500.0),
    grit=(0.3, 0.7),
    squeak=0.1,
    fracture=Fracture(
        bursts_per_second=(0.9, 1.8),
        events=(15, 45),
        burst_s=(0.04, 0.15),
        exponent=(1.3, 1.8),
        fragment=(0.3, 0.8),
        debris=0.15,
        crush=0.4,
        blow=1.2,
        whole=0.7,
        crack=3.0,
    ),
)
METAL = Material(
    density=7800.0,
    young=200e9,
    poisson=0.29,
    grain=1.0,
    loss_factor=(0.0006, 0.002),
    support_loss=(8.0, 25.0),
    shapes=("plate", "shell"),
    size=(0.15, 0.6),
    thickness=(0.0006, 0.0025),
    contact_s=(0.00008, 0.0004),
    click=(0.8, 1.8),
    roughness=(3000.0, 6000.0),
    grit=(0.3, 0.9),
    squeak=0.25,
    fracture=Fracture(
        bursts_per_second=(1.2, 2.6),
        events=(6, 20),
        burst_s=(0.1, 0.3),
        exponent=(1.4, 2.0),
        fragment=(0.4, 0.9),
        debris=0.6,
        crush=0.2,
        blow=1.0,
        whole=0.6,
        crack=1.8,
    ),
)
GLASS = Material(
    density=2500.0,
    young=70e9,
    poisson=0.22,
    grain=1.0,
    loss_factor=(0.0025, 0.005),
    support_loss=(12.0, 35.0),
    shapes=("shell", "plate"),
    size=(0.07, 0.2),
    thickness=(0.002, 0.0045),
    contact_s=(0.00008, 0.0003),
    click=(0.3, 0.8),
    roughness=(7000.0, 12000.0),
    grit=(0.0, 0.15),
    squeak=0.6,
    fracture=Fracture(
        bursts_per_second=(0.5, 0.9),
        events=(40, 110),
        burst_s=(0.05, 0.2),
        exponent=(1.5, 2.2),
        fragment=(0.1, 0.4),
        debris=2.5,
        crush=0.2,
        blow=0.9,
        whole=0.1,
        crack=1.2,
    ),
)
STONE = Material(
    density=2600.0,
    young=45e9,
    poisson=0.22,
    grain=1.0,
    loss_factor=(0.007, 0.015),
    support_loss=(50.0, 120.0),
    shapes=("plate", "bar"),
    size=(0.08, 0.3),
    thickness=(0.012, 0.04),
    contact_s=(0.00012, 0.0005),
    click=(0.6, 1.5),
    roughness=(2500.0, 6000.0),
    grit=(0.3, 0.8),
    squeak=0.0,
    fracture=Fracture(
        bursts_per_second=(0.9, 1.8),
        events=(15, 60),
        burst_s=(0.06, 0.3),
        exponent=(1.3, 1.8),
        fragment=(0.1, 0.5),
        debris=1.0,
        crush=0.35,
        blow=1.0,
        whole=0.3,
        crack=2.5,
    ),
)
CARDBOARD = Material(
    density=200.0,
    young=0.6e9,
    poisson=0.2,
    grain=0.6,
    loss_factor=(0.06, 0.14),
    support_loss=(80.0, 180.0),
    shapes=("box", "box", "plate"),
    size=(0.12, 0.4),
    thickness=(0.002, 0.006),
    contact_s=(0.0008, 0.0025),
    click=(0.5, 1.2),
    roughness=(800.0, 2000.0),
    grit=(0.2, 0.75),
    squeak=0.0,
    fracture=Fracture(
        bursts_per_second=(0.9, 2.0),
        events=(80, 250),
        burst_s=(0.15, 0.5),
        exponent=(1.5, 2.1),
        fragment=(0.3, 0.9),
        debris=0.0,
        crush=0.12,
        blow=0.2,
        whole=0.5,
        crack=5.0,
    ),
)
PLASTIC = Material(
    density=1050.0,
    young=2.2e9,
    poisson=0.38,
    grain=1.0,
    loss_factor=(0.025, 0.055),
    support_loss=(20.0, 60.0),
    shapes=("shell", "box", "plate"),
    size=(0.1, 0.25),
    thickness=(0.0008, 0.0025),
    contact_s=(0.0003, 0.0009),
    click=(0.3, 0.8),
    roughness=(3000.0, 6000.0),
    grit=(0.15, 0.55),
    squeak=0.25,
    fracture=Fracture(
        bursts_per_second=(0.9, 2.2),
        events=(50, 150),
        burst_s=(0.1, 0.4),
        exponent=(1.5, 2.2),
        fragment=(0.3, 0.9),
        debris=0.1,
        crush=0.15,
        blow=0.4,
        whole=0.5,
        crack=3.5,
    ),
)
