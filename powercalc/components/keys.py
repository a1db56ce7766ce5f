"""The keys that each kind takes, for type checkers; written by `docs/typed_keys.py`.

Nothing here is imported when powercalc runs. Keys are checked, values are not: figures are often kept in
dictionaries of one type for several keys, and what a value must be is checked where it is read.
"""

from __future__ import annotations

from typing import Any, Required, TypedDict

Figure = Any
"""Text with a unit, a quantity of pint, a table of how far it is known; 0 needs no unit."""
Certain = Any
"""The same without a table."""
Share = Any
"""A fraction: text in percent, or a number in 0..1; a table where it may be uncertain."""
Number = Any
"""A bare number."""
Words = Any
"""A text."""
Ids = Any
"""An id, or a list of ids."""
Flag = Any
"""True or False."""
Day = Any
"""A date, or text such as "2024-08-03"."""


class ComponentKeys(TypedDict, total=False):
    """The keys of a `Component`."""

    name: Words
    note: Words
    source: Words
    type: Words
    catalog: Words
    fed_by: Ids
    inputs_needed: Number
    count: Number
    needed: Number
    depends_on: Ids
    cooled_by: Ids
    cooling_needed: Number
    thermal_autonomy: Figure
    zone: Ids
    failure_rate: Figure
    mtbf: Figure
    mttr: Figure
    restoration: Words
    restoration_error_factor: Number
    unavailability: Share
    dormant_failure_rate: Figure
    test_interval: Figure
    test_coverage: Share
    maintenance_rate: Figure
    maintenance_time: Figure
    maintenance_error: Share
    beta: Share
    rating: Certain
    trip: Certain
    trips: Flag
    max_utilization: Share
    efficiency: Share
    power_factor: Share
    voltage: Certain
    phases: Words
    installed: Day
    design_life: Certain
    last_maintenance: Day
    last_test: Day


class SourceKeys(ComponentKeys, total=False):
    """The keys of a `Source`."""


class GridFeedKeys(SourceKeys, total=False):
    """The keys of a `GridFeed`."""

    supplier: Words
    substation: Words
    entry: Words
    outages: Any


class GeneratorKeys(SourceKeys, total=False):
    """The keys of a `Generator`."""

    failure_rate_first_hour: Figure
    fail_to_start: Share
    start_time: Figure
    start_mttr: Figure
    standby_unavailability: Share
    fuel_autonomy: Figure
    fuel_resupply: Figure
    tank: Words


class RenewableKeys(SourceKeys, total=False):
    """The keys of a `Renewable`."""

    islanding: Flag


class SolarKeys(RenewableKeys, total=False):
    """The keys of a `Solar`."""


class WindKeys(RenewableKeys, total=False):
    """The keys of a `Wind`."""


class StorageKeys(ComponentKeys, total=False):
    """The keys of a `Storage`."""

    autonomy: Figure
    battery_failure: Share
    shared_battery: Flag


class UpsKeys(StorageKeys, total=False):
    """The keys of an `Ups`."""

    bypass: Flag
    bypass_fed_by: Ids
    fail_to_bypass: Share


class BatteryKeys(StorageKeys, total=False):
    """The keys of a `Battery`."""


class FlywheelKeys(StorageKeys, total=False):
    """The keys of a `Flywheel`."""


class RotaryUpsKeys(UpsKeys, total=False):
    """The keys of a `RotaryUps`."""

    fail_to_start: Share
    start_time: Figure
    start_mttr: Figure
    standby_unavailability: Share
    fuel_autonomy: Figure
    fuel_resupply: Figure
    tank: Words
    engine_failure_rate: Figure
    engine_mttr: Figure
    engine_dormant_failure_rate: Figure
    engine_test_interval: Figure
    engine_test_coverage: Share
    engine_last_test: Day


class SwitchKeys(ComponentKeys, total=False):
    """The keys of a `Switch`."""

    fail_to_transfer: Share
    transfer_time: Figure
    manual_transfer_time: Figure
    return_gap: Figure


class AtsKeys(SwitchKeys, total=False):
    """The keys of an `Ats`."""


class StsKeys(SwitchKeys, total=False):
    """The keys of a `Sts`."""


class PathKeys(ComponentKeys, total=False):
    """The keys of a `Path`."""

    normally: Words
    manual: Flag
    fail_to_transfer: Share
    transfer_time: Figure


class BreakerKeys(PathKeys, total=False):
    """The keys of a `Breaker`."""


class TieKeys(PathKeys, total=False):
    """The keys of a `Tie`."""

    between: Required[Any]


class TransformerKeys(ComponentKeys, total=False):
    """The keys of a `Transformer`."""


class SwitchgearKeys(ComponentKeys, total=False):
    """The keys of a `Switchgear`."""


class BusKeys(ComponentKeys, total=False):
    """The keys of a `Bus`."""


class BuswayKeys(ComponentKeys, total=False):
    """The keys of a `Busway`."""


class CableKeys(ComponentKeys, total=False):
    """The keys of a `Cable`."""


class PanelKeys(ComponentKeys, total=False):
    """The keys of a `Panel`."""


class PduKeys(ComponentKeys, total=False):
    """The keys of a `Pdu`."""


class RackPduKeys(ComponentKeys, total=False):
    """The keys of a `RackPdu`."""


class CoolingKeys(ComponentKeys, total=False):
    """The keys of a `Cooling`."""

    power: Certain


class ChillerKeys(CoolingKeys, total=False):
    """The keys of a `Chiller`."""


class CrahKeys(CoolingKeys, total=False):
    """The keys of a `Crah`."""


class PumpKeys(CoolingKeys, total=False):
    """The keys of a `Pump`."""


class ServerKeys(ComponentKeys, total=False):
    """The keys of a `Server`."""

    power: Certain
    hold_up: Figure
    recovery_time: Figure
    undocumented_cords: Number
    share: Share


class BlockKeys(ComponentKeys, total=False):
    """The keys of a `Block`."""


class ServiceKeys(TypedDict, total=False):
    """The keys of a `Service`."""

    name: Any
    note: Any
    source: Any
    runs_on: Required[Any]
    needed: Any
    recovery_time: Any
    failover_time: Any
    fail_to_fail_over: Any
    depends_on: Any
