"""Distribution: what carries power onward and has no wits of its own. Several inputs are in parallel."""

from typing import TYPE_CHECKING, ClassVar, Unpack

from powercalc.components.base import Component

if TYPE_CHECKING:
    from powercalc.components import keys


class Transformer(Component):
    """A transformer."""

    kind: ClassVar[str] = "transformer"
    opens_on_overload: ClassVar[bool] = False
    needs_rating: ClassVar[bool] = True

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.TransformerKeys]) -> None: ...  # noqa: A002


class Switchgear(Component):
    """A switchboard with its busbars."""

    kind: ClassVar[str] = "switchgear"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.SwitchgearKeys]) -> None: ...  # noqa: A002


class Bus(Component):
    """A busbar."""

    kind: ClassVar[str] = "bus"
    opens_on_overload: ClassVar[bool] = False

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.BusKeys]) -> None: ...  # noqa: A002


class Busway(Component):
    """A busway (bus duct)."""

    kind: ClassVar[str] = "busway"
    opens_on_overload: ClassVar[bool] = False
    needs_rating: ClassVar[bool] = True

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.BuswayKeys]) -> None: ...  # noqa: A002


class Cable(Component):
    """A cable."""

    kind: ClassVar[str] = "cable"
    opens_on_overload: ClassVar[bool] = False

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.CableKeys]) -> None: ...  # noqa: A002


class Panel(Component):
    """A distribution panel."""

    kind: ClassVar[str] = "panel"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.PanelKeys]) -> None: ...  # noqa: A002


class Pdu(Component):
    """A floor-standing power distribution unit."""

    kind: ClassVar[str] = "pdu"
    needs_rating: ClassVar[bool] = True

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.PduKeys]) -> None: ...  # noqa: A002


class RackPdu(Component):
    """A power strip in a rack."""

    kind: ClassVar[str] = "rack_pdu"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.RackPduKeys]) -> None: ...  # noqa: A002


class Block(Component):
    """Anything else: a block that states its own figures. Without `fed_by` it is a source."""

    kind: ClassVar[str] = "block"
    catalogued: ClassVar[tuple[str, ...]] = ()
    is_maintained: ClassVar[bool] = False

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.BlockKeys]) -> None: ...  # noqa: A002

    def missing(self) -> str | None:
        """Return what its figures lack, as a sentence, or None."""
        if self.unavailability is not None or self.rate == 0:
            return None
        if self.rate is None:
            return "a block has no catalog and must state its own failure_rate or unavailability"
        return "a block has no catalog and must state its own mttr" if self.mttr is None else None
