"""The plan of an outage response: blocks, thresholds, callers, switches; all but numbers per column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from powercalc.components import Switch
from powercalc.dynamics.readiness import Readiness
from powercalc.engine.recording.arrays import scalar
from powercalc.events.blocks import AgedBlock, Blocks, Own
from powercalc.events.common_causes import shared_trials
from powercalc.events.planned_work import ComponentWork
from powercalc.flow.limits import quieted
from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.power_network import network as network_of
from powercalc.response.plan.asked_thresholds import Stuck, Thresholds
from powercalc.response.plan.black_starts import black_starts
from powercalc.response.plan.bridges import Bridges
from powercalc.response.plan.dormant_faults import resting
from powercalc.response.plan.fuel import tanks
from powercalc.response.plan.gensets import bus_plans, causes_that_call
from powercalc.response.plan.joint_needs import joint_needs_matter
from powercalc.response.plan.merged_rows import merge_rows
from powercalc.response.plan.movers import SwitchPlan, switch_plans, tried, waits_of_all
from powercalc.response.plan.open_paths import PathPlan, open_paths
from powercalc.response.plan.relays import relayed
from powercalc.response.plan.roles import on_trial
from powercalc.response.plan.shared_hands import SharedHands, is_often_dead
from powercalc.response.plan.single_causes import take_alone
from powercalc.response.plan.support_loops import refuse_unsolved
from powercalc.response.plan.thresholds import (
    ByHand,
    Hand,
    Passed,
    Threshold,
    moves_by_hand,
    nesting,
    reached,
    reached_before,
    total,
)
from powercalc.response.plan.tripping import asked_of_trips, counted
from powercalc.response.plan.unready import Unready, unready_units
from powercalc.site import Site
from powercalc.site.rows import contracted

FEW = 2
"""Of so many blocks that only take power together with others, columns tell since when they are down."""
SOON = 1e-3
"""Within this share of its mean time, hardly any switch has been moved by hand."""


class Plan:
    """What must be known of a site before columns of numbers can be made."""

    def __init__(
        self,
        site: Site,
        served: Iterable[ComponentWork] = (),
        network: PowerNetwork | None = None,
        watched: frozenset[str] = frozenset(),
        durations: Sequence[float] = (),
        *,
        uses: bool = True,
    ) -> None:
        """`watched`: ids of components beside the loads of which it is asked when they are lost.

        `durations`: for how much longer, [h], it is asked besides; `uses`: what generators do is asked, too.
        """
        self._durations, self._watched = durations, watched
        work = {service.component: service for service in served}
        site, self.network = _short(site, {*work, *watched}, network)
        self.wires = site.graph
        self.shared, self.buses = shared_trials(site), bus_plans(site)
        self._blocks = Blocks(site, frozenset(self.wires.standby), work, counted(self.network))
        self.windows: Mapping[str, int] = self._blocks.windows
        self.own: dict[str, Own] = self._blocks.own
        self.blocks: list[AgedBlock] = self._blocks.found
        refuse_unsolved(self.wires)
        self.black_starts = black_starts(self.wires)
        self._takers: dict[str, tuple[int, ...]] = {}
        paths = list(open_paths(self.wires, self.shared))
        self.resting = resting(site, paths)
        self.paths = {path.key: path for path in paths if self._matters(path)}
        every = list(switch_plans(self.wires, self.shared))
        self.switches = {switch.id: switch for switch in every if self._is_noticed(switch)}
        self.returning = {switch.id: switch for switch in every if self._returns(switch)}
        self.waits = waits_of_all(self.wires, self.paths, self.switches.values())
        self._tried = {
            (switch.id, place): tried(self.waits, switch, place)
            for switch in self.switches.values()
            for place in range(len(switch.inputs) - 1)
        }
        self.doubted = self._doubted(uses=uses)
        self._ask(watched)
        merge_rows(self.wires, self._blocks, self.resting.keys() | watched)
        self._follow()
        self._nest()
        self.tanks = tanks(self.wires)

    def _follow(self) -> None:
        """Choose the blocks of which columns tell since when they are down, or what their return does."""
        self.calling = self.blocks_above(self._asked_by_callers)
        """The blocks that may call generators."""
        left = [feeder for switch in self._stuck_above_others() for feeder in switch.inputs[:-1]]
        alone = take_alone(self.wires, self.own, self.blocks_above(left), left) if left else ()
        self.first = tuple(dict.fromkeys([*self.calling, *alone, *sorted(self._few)]))
        """Those of which it matters since when they are down: for calls, and for what is stuck meanwhile."""
        gone = [each for each in self.switches.values() if is_often_dead(self, each)]
        moving = (*gone, *self.returning.values())
        away = [feeder for switch in moving for feeder in switch.inputs[:-1]]
        others = [block for block in self.blocks_above(away) if block not in self.first]
        self.followed = take_alone(self.wires, self.own, others, away) if others else ()
        """The other blocks that make a switch move: an outage of theirs may interrupt a load twice."""
        switched = [feeder for switch in self.returning.values() for feeder in switch.inputs]
        sending = self.blocks_above(switched)
        self.sending = (*self.first, *(block for block in sending if block not in set(self.first)))
        """The blocks whose restoration may send switches back."""

    def _nest(self) -> None:
        """Nest what is asked of each block and each bus of sets."""
        asked = self._asked_of_blocks()
        self.rungs = [nesting(thresholds) for thresholds in asked]
        """Per block, all that is asked of it, nested."""
        self.hands_above = [moves_by_hand(thresholds) for thresholds in asked]
        """Per block, and mean time of a move by hand, for how long a switch below may be stuck, nested."""
        self.thresholds = [reached(rungs) for rungs in self.rungs]
        """Per block, the ages at which it begins to matter, ascending, [h]."""
        asked_of_buses = {
            name: set[Threshold]().union(*(self.told[member] for member in bus.members))
            for name, bus in self.buses.items()
        }
        self.bus_rungs = {name: nesting(asked) for name, asked in asked_of_buses.items()}
        self.bus_hands = {name: moves_by_hand(asked) for name, asked in asked_of_buses.items()}

    @cached_property
    def bus_thresholds(self) -> Mapping[str, list[float]]:
        """Per bus of sets, the ages at which it begins to matter, ascending, [h]."""
        return {name: reached(rungs) for name, rungs in self.bus_rungs.items()}

    def buses_of(self, generator: str) -> tuple[str, ...]:
        """The buses of sets that a generator is lost with; none of what does not wait for a call."""
        return tuple(name for name, bus in self.buses.items() if generator in bus.members)

    def _ask(self, watched: frozenset[str]) -> None:
        """Work out for how long each node must have been lost."""
        switches = {id: switch for id, switch in self.switches.items() if id not in self.given}  # noqa: A001
        paths = {key: path for key, path in self.paths.items() if key not in self.given_paths}
        stuck = Stuck(self.stuck, self.joint, self._tried)
        thresholds = Thresholds(self.wires, switches, stuck, paths, self.waits, watched)
        self.asked = thresholds.of_nodes
        """Per node, for how long it must have been lost for anything to depend on it."""
        self.trip_ages = asked_of_trips(self.network, self.asked)
        """The ages at which flows are told, for what has been open so long."""
        self.told = {name: {*thresholds, *self.trip_ages} for name, thresholds in self.asked.items()}
        """The same, with the ages at which flows are told."""
        self.cycles = {
            cycle: [self.trip_ages.union(ages) for ages in asked]
            for cycle, asked in thresholds.of_cycles.items()
        }
        """Per cycle of ties, what each of its levels is told for."""

    @property
    def equal(self) -> Mapping[str, Readiness]:
        """By component that may not be ready when it is needed, its units where these are told together."""
        return self._blocks.equal

    @cached_property
    def unready(self) -> Mapping[str, Unready]:
        """The equal units that may not be ready when they are needed."""
        at_start = self.wires.above(self._black_supports)
        asked = {name: self.told[name] | ({0.0} if name in at_start else set()) for name in self.equal}
        return dict(unready_units(self.wires, self.equal, self.shared, self.resting, asked))

    @property
    def _black_supports(self) -> tuple[str, ...]:
        """What generators need that feed it themselves: told at the first moments of a call, too."""
        return tuple(name for start in self.black_starts.values() for name in start.supports)

    @cached_property
    def faults_of(self) -> Mapping[str, Sequence[str]]:
        """By unit, the faults that nobody knows of that it may have, its own and those it shares."""
        found: dict[str, list[str]] = {}
        for name, rest in self.resting.items():
            for unit in rest.units:
                found.setdefault(unit, []).append(name)
        return found

    @cached_property
    def times_by_hand(self) -> dict[Hand, list[ByHand]]:
        """For how long a block or bus must be down for a switch to have been moved by hand, as these nest."""
        found: dict[Hand, list[ByHand]] = {}
        for block, hands in enumerate(self.hands_above):
            if block not in self.first:
                found |= {(block, *key): asked for key, asked in hands.items()}
        for bus, hands in self.bus_hands.items():
            found |= {(bus, *key): asked for key, asked in hands.items()}
        return found

    def sooner(self, key: Hand) -> Hand:
        """The same where no storage has bridged anything before: who has moved by then would have, too."""
        return min(other for other in self.times_by_hand if (*other[:3], other[4]) == (*key[:3], key[4]))

    def before_hand(self, hand: Hand) -> list[float | Passed]:
        """The ages of a block or bus that are reached before anybody has moved a switch, as they nest."""
        listed = self.rungs[hand[0]] if isinstance(hand[0], int) else self.bus_rungs[hand[0]]
        return listed[: max(reached_before(hand, listed), 1)]

    @cached_property
    def joint(self) -> frozenset[str]:
        """The switches that may be stuck, and that blocks which call nothing make move only with others."""
        found = {id: blocks for id, blocks in self._only_together.items() if not blocks <= self._few}  # noqa: A001
        return frozenset(id for id, blocks in found.items() if joint_needs_matter(self, id, blocks))  # noqa: A001

    @cached_property
    def hands(self) -> SharedHands:
        """The switches that share the time in which they are moved by hand."""
        return SharedHands.of(self, self._watched)

    @cached_property
    def _only_together(self) -> dict[str, frozenset[int]]:
        """By switch that may be stuck, the blocks that call nothing and make it move only with others."""
        calling = set(self.blocks_above(self._asked_by_callers))
        found: dict[str, frozenset[int]] = {}
        for id in self.stuck - self.given:  # noqa: A001
            left = self.switches[id].inputs[:-1]
            above = [block for block in self.blocks_above(left) if block not in calling]
            found[id] = frozenset(above).difference(take_alone(self.wires, self.own, above, left))
        return found

    @cached_property
    def _few(self) -> frozenset[int]:
        """All of these, where they are so few that columns tell since when they are down, as of callers.

        That tells since when switches are needed where the state of the generator among the others is given.
        """
        found = frozenset[int]().union(*self._only_together.values())
        return found if self._given_sets and len(found) <= FEW else frozenset()

    @cached_property
    def _bridges(self) -> Bridges:
        return Bridges(self.wires, self.own)

    def takers(self, node: str) -> tuple[int, ...]:
        """The blocks that take the power from a node by themselves."""
        if node not in self._takers:
            self._takers[node] = take_alone(self.wires, self.own, self.blocks_above([node]), [node])
        return self._takers[node]

    def _stuck_above_others(self) -> list[SwitchPlan]:
        """The switches that may be stuck for about as long as something below holds, or is stuck as well."""
        stuck = sorted(self.stuck - self.given)
        left = {id: self.wires.above(self.switches[id].inputs[:-1]) for id in stuck}  # noqa: A001
        return [
            self.switches[id]
            for id in stuck  # noqa: A001
            if max(reached(self.asked[id]), default=0.0) > SOON * self.switches[id].manual_time
            or any(id in above for above in left.values())
        ]

    @cached_property
    def _asked_by_callers(self) -> list[str]:
        """The nodes of which it matters since when they are lost, for calls and for what rests."""
        looking = [need for rest in self.resting.values() if rest.carries for need in rest.needs]
        return [feeder for caller in (*self.wires.callers, *looking) for feeder in caller.inputs]

    @cached_property
    def given(self) -> frozenset[str]:
        """The switches of which every column tells since when they are dead."""
        late = {id for (id, _, _), waits in self.waits.items() if any(wait.moves for wait in waits)}  # noqa: A001
        listed = {id: switch.inputs[:-1] for id, switch in self.switches.items() if id not in late}  # noqa: A001
        return frozenset(id for id, left in listed.items() if self._is_known(left, self._given_sets))  # noqa: A001

    @cached_property
    def _given_sets(self) -> frozenset[str]:
        """The generators of which every column tells since when they have failed, by anything at all."""
        return frozenset(
            name
            for name in self.doubted
            if self.buses_of(name) == (name,) and not self.own[name].blocks and name not in self.resting
        )

    def sets_left(self, switch: SwitchPlan, place: int) -> tuple[str, ...]:
        """The generators that a switch has left when it leaves its input at a place."""
        return tuple(name for feeder in switch.inputs[: place + 1] for name in self.wires.sets_behind(feeder))

    def asks_last(self, switch: SwitchPlan, place: int) -> bool:
        """Tell whether a switch waits for others where its last input is lost, and not where it is live."""
        return any(self.waits[switch.id, place, target] for target in switch.inputs[place + 1 : -1])

    @cached_property
    def given_paths(self) -> frozenset[tuple[str, str]]:
        """The paths that are normally open of which every column tells since when they are needed."""
        listed = (path for path in self.paths.values() if not path.around)
        return frozenset(path.key for path in listed if self._is_known(path.others))

    def _is_known(self, nodes: tuple[str, ...], given: frozenset[str] = frozenset()) -> bool:
        """Tell whether every column tells since when nodes are lost.

        All that stands above them may call generators, or is a generator whose state is given, and nothing
        there is left to a trial.
        """
        above = frozenset(self.wires.above(nodes)) - given
        tried = any(on_trial(self.wires.components[name]) for name in above)
        return above <= self._known and above.isdisjoint(self._left_to_chance) and not tried

    @cached_property
    def _known(self) -> frozenset[str]:
        """The nodes of whose blocks every column tells since when they are down."""
        asked = tuple(node for node in self._asked_by_callers if not self._waits(node))
        return frozenset(self.wires.above(asked))

    @cached_property
    def _left_to_chance(self) -> set[str]:
        """What starts, moves, closes or returns by a trial, or when something has started."""
        trials = (path for path in self.paths.values() if path.may_fail or path.around)
        found = {name for path in trials for name in (path.id, path.node)}
        waiting = (switch for (switch, _, _), waits in self.waits.items() if waits)
        return found.union(self.wires.standby, self.stuck, self.returning, self.resting, waiting)

    @cached_property
    def stuck(self) -> frozenset[str]:
        """The switches that may be stuck for a while: moves fail, and moving them by hand takes time."""
        return frozenset(
            switch.id
            for switch in self.switches.values()
            if switch.manual_time and (switch.fails or switch.id in self.resting)
        )

    def tried(self, switch: SwitchPlan, place: int) -> float:
        """How long after it had to leave an input a switch would have moved, [h]."""
        return self._tried[switch.id, place]

    @cached_property
    def usual(self) -> frozenset[int]:
        """The callers that are down for most of the time, or for good: solar power that counts as nothing."""
        down = {block: scalar(self.blocks[block].ageing.unavailability(0.0)) for block in self.first}
        return frozenset(block for block, chance in down.items() if chance > 0.5)

    def states(self, order: int, among: Sequence[int] | None = None) -> Iterator[tuple[int, ...]]:
        """Yield the blocks, of all or among some, that are down where so many are not as they mostly are."""
        blocks = self.first if among is None else among
        for unusual in combinations(blocks, order):
            yield tuple(block for block in blocks if (block in self.usual) != (block in unusual))

    @cached_property
    def timed(self) -> list[list[str]]:
        """The groups of nodes of which someone asks since when they are lost: above calls and what moves."""
        callers = (*self.wires.callers, *(each for rest in self.resting.values() for each in rest.needs))
        asked = [feeder for caller in callers for feeder in caller.inputs]
        for mover in (*self.movers, *self.returning.values()):
            asked += (
                (*mover.others, mover.source, mover.node) if isinstance(mover, PathPlan) else mover.inputs
            )
        above = self.wires.above(tuple(dict.fromkeys(asked)))
        return [group for group in self.wires.groups if not above.keys().isdisjoint(group)]

    @cached_property
    def is_exact(self) -> bool:
        """Tell whether nothing is approximated: nothing is called, moves, or is bridged."""
        lasting = any(age > 0 for ages in self.thresholds for age in ages)
        return not (self.buses or self.movers or self.returning or lasting)

    @property
    def movers(self) -> list[SwitchPlan | PathPlan]:
        """All that moves when an input is lost."""
        return [*self.switches.values(), *self.paths.values()]

    @property
    def transfer_times(self) -> set[float]:
        """How long moves take, [h]; a path before a switch closes before that moves."""
        both = {
            path.transfer_time + self.switches[path.node].transfer_time
            for path in self.paths.values()
            if path.node in self.switches
        }
        return both | {mover.transfer_time for mover in self.movers}

    def _matters(self, path: PathPlan) -> bool:
        """Tell whether anyone can notice that a path was open."""
        if isinstance(self.wires.components[path.node], Switch):
            return path.may_fail or path.transfer_time > 0
        return path.may_fail or path.transfer_time > self._bridges.of(path.node)

    @cached_property
    def fuel_ends(self) -> list[float]:
        """The ages of a call at which an empty tank can matter to a load, [h]."""
        ends = {
            total(tank.autonomy, at) for name, tank in self.tanks.items() for at in self.bus_thresholds[name]
        }
        return sorted(ends)

    @cached_property
    def window(self) -> float:
        """Failures per hour of all blocks times the longest window: how far losses may relay each other."""
        longest = max((age for ages in self.thresholds for age in ages), default=0.0)
        return longest * sum(scalar(block.ageing.frequency(0.0)) for block in self.blocks)

    @cached_property
    def relayed(self) -> float:
        """How likely losses relay each other: within the longest window, and in the gap before a set comes.

        In that gap a set fails to which a switch moves, or one that refused is repaired and taken instead.
        """
        every = [bus.sets for bus in self.buses.values()]
        back = (sets.fail_to_start / sets.start_mttr if sets.start_mttr else 0.0 for sets in every)
        fails = (max(sets.failure_rate, sets.first_rate or 0.0) for sets in every)
        changes = sum(sets.count * sum(rates) for sets, *rates in zip(every, fails, back, strict=True))
        starts = max((sets.start_time for sets in every), default=0.0)
        return self.window + changes * (starts + max(self.transfer_times, default=0.0))

    def _is_noticed(self, switch: SwitchPlan) -> bool:
        """Tell whether anyone can notice its gaps or failures to move."""
        return bool(switch.fails or switch.id in self.resting or self.has_gaps(switch))

    def has_gaps(self, switch: SwitchPlan) -> bool:
        """Tell whether anyone can notice that it is dead while it moves, or waits."""
        waits = any(self._waits(feeder) or (feeder, switch.id) in self.paths for feeder in switch.inputs)
        bridged = switch.transfer_time <= self._bridges.of(switch.id) and not waits
        return bool(switch.transfer_time and not bridged)

    def _returns(self, switch: SwitchPlan) -> bool:
        """Tell whether anyone can notice that it returns."""
        return switch.return_gap > self._bridges.of(switch.id)

    def blocks_above(self, nodes: Iterable[str]) -> tuple[int, ...]:
        """The blocks of all that stands above these nodes; without called generators and planned work."""
        found = self.wires.above(tuple(n for n in dict.fromkeys(nodes) if not self._waits(n)))
        blocks = dict.fromkeys(block for node in found for block in self.own[node].blocks)
        return tuple(block for block in blocks if block not in self.windows.values())

    def overtakes(self, age: float, hours: float) -> bool:
        """Whether an age comes after the end of a gap or a wait where longer losses are asked for."""
        return any(longer < hours < age + longer for longer in self._durations)

    def _waits(self, node: str) -> bool:
        return self.wires.only_generators_behind(node) and bool(self.wires.sets_behind(node))

    def _doubted(self, *, uses: bool) -> tuple[str, ...]:
        """The generators whose state others wait for, and what they have in common, where that matters."""
        found: dict[str, None] = {}
        for caller in self.wires.callers:
            for feeder in caller.inputs:
                found |= dict.fromkeys(self.wires.sets_behind(feeder))
        for switch in self.movers:
            for feeder in switch.inputs[:-1]:
                found |= dict.fromkeys(self.wires.sets_behind(feeder) if self._waits(feeder) else ())
        return *found, *causes_that_call(self.buses, found, self.doubted_for, uses=uses)

    @property
    def doubted_sets(self) -> list[str]:
        """Those of them that are generators, and not what several of them have in common."""
        return [name for name in self.doubted if name in self.wires.standby]

    def for_uses(self, name: str) -> bool:
        """Tell whether this strikes all that it calls: it matters to what generators do, and to no load."""
        return name not in self.doubted_sets and self.doubted_for(name).issubset(self.buses[name].members)

    def doubted_for(self, first: str) -> frozenset[str]:
        """The generators that are called when this one fails, or when a common cause takes its members."""
        behind = self.wires.called_behind
        return frozenset[str]().union(*(behind.get(name, ()) for name in self.buses[first].members))

    def head_start(self, first: str, second: str) -> float:
        """For how long the second generator has supplied when that of the first comes to what calls it, [h].

        Negative where the first is there sooner.
        """
        comes = max(
            relayed(self.wires, feeder, member)
            for caller in self.wires.callers
            if second in caller.called
            for feeder in caller.inputs
            for member in self.buses[first].members
            if member in self.wires.sets_behind(feeder)
        )
        return self.buses[first].sets.start_time + comes - self.buses[second].sets.start_time

    def _asked_of_blocks(self) -> list[set[Threshold]]:
        """Per block, all that is asked of it."""
        found: list[set[Threshold]] = [set() for _ in self.blocks]
        for id, own in self.own.items():  # noqa: A001
            for block in own.blocks:
                found[block] |= self.told[id]
        for id in self.wires.above(self._black_supports):  # noqa: A001
            for block in self.own[id].blocks:
                found[block].add(0.0)
        return found


def _short(
    site: Site, apart: Collection[str], network: PowerNetwork | None
) -> tuple[Site, PowerNetwork | None]:
    """Return the site with long rows contracted, but for what stays apart, and its network, quieted."""
    short = contracted(site, apart=apart) if apart else site.contracted
    carrying = network_of(short) if network and short is not site else network
    return short, carrying and quieted(carrying)
