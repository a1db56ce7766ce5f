"""What the page on the library says beside signatures and docstrings: subjects, parameters, examples."""

from __future__ import annotations

SUBJECTS = {
    "Read and write": "read read_text write",
    "A site and what belongs to it": "Site Service CommonCause Zone Hazard Targets Outage",
    "Components": (
        "GridFeed Generator Solar Wind Ups Battery Flywheel RotaryUps Ats Sts Breaker Tie Transformer "
        "Switchgear Bus Busway Cable Panel Pdu RackPdu Chiller Crah Pump Server Block"
    ),
    "Diagrams of your own": "series parallel at_least network",
    "Evaluate": "evaluate evaluate_many Evaluation",
    "What matters, and how far it is known": "importance uncertainty compare",
    "Capacity and planned work": "loads maintain",
    "Claims and checks": "prove check",
    "A moment, a loss, an incident": "now survive replay",
    "What to mend first": "improve read_options Improvement",
    "A thousand variants": "sweep",
    "Errors": "PowercalcError SiteError Problem CallError EngineLimit NumericsError",
}
"""Everything in `powercalc.__all__`, each once."""

PARAMETERS = {
    "also": "a function of a path that adds problems which only its caller knows; for programs",
    "battery": 'by id, the share of its autonomy that is in it: {"ups-a": "40 %"}',
    "budget": "the most that a set may cost at present worth, a number in the currency of the options",
    "component": 'an id, or one unit of it: "ups-a", "ups-a:1"',
    "directed": "whether an edge leads from its first node to its second only",
    "down": 'what is down: "ID", "ID:UNITS", "@SINCE" behind it where that is known',
    "duration": "how long the work takes: a text with a unit of time, or a quantity of pint",
    "edges": "(node, node) for what never fails, (node, node, block) for what may",
    "executor": "an executor of `concurrent.futures` (or a client of dask) in the place of workers",
    "fail_on": 'from which severity on a check fails: "low", "medium", "high"; "unknown" for open ones, too',
    "file": "the name of the file in messages",
    "folder": "where included files are; without one there may be none",
    "fuel": 'by id of a generator, for how long there is fuel: {"gen": "6 h"}',
    "hours": "durations: texts with units of time, or quantities of pint",
    "ignore": 'codes of rules, or families, that are left out: ["REN"]',
    "load": "the id of a load (of `improve`: or of a service); any load when None",
    "lost": "ids of what is lost with all its units; all grid feeds when None",
    "most": "how many sets may be evaluated before `EngineLimit` is raised",
    "needed": "how many of the parts must work",
    "nodes": "by node, the block that may fail there",
    "options": "an options file as `read_options` gives it, its path, or its values",
    "out": 'what is out: ids, or some units of them, "ups-b:1"',
    "output": "a path ending in .csv or .parquet; rows are kept in memory when None",
    "parts": "components, or structures of them",
    "path": 'a path; to read, "-" is standard input',
    "plain": "as a block diagram, standby in parallel and without times, instead of as it behaves in outages",
    "power_alone": "without services and recovery: some milliseconds a variant",
    "profile": '"hospital-host", "tier-topology", "en50600" or "all"',
    "progress": "a function that is called with how much is done and how much there is",
    "rows_at_most": "more variants than this are an error",
    "sample": "how many variants of a Latin hypercube, in the place of all combinations",
    "samples": "how many samples; 4096 when None, fewer where that would take minutes",
    "scenario": "a scenario, or the path of its file",
    "seed": "a whole number: the same seed, the same samples",
    "select": 'codes of rules, or families, to which the checks are limited: ["GEN", "FED101"]',
    "site": "a `Site` (of `sweep`: or several)",
    "sites": "two sites or more; the others are compared with the first",
    "source": "the node at which power enters",
    "subject": "a `Site`, a component, or a structure made by `series`, `parallel`, `at_least`, `network`",
    "target": "the node at which power is needed",
    "targets": 'texts such as "rack.max_downtime=5 min / year", over those of the site',
    "text": "the text of a site file",
    "today": 'the day of the checks, "2024-08-03"; the present day when None',
    "variants": "for each variant, changes by id as `site.changed` takes them, or a site; of `sweep`: "
    "values by id and key, or the path of a sweep file",
    "with_recovery": "whether the recovery after each interruption counts; as the options say when None",
    "workers": "how many processes; one per processor when None",
}

ERRORS = {
    "at_least": "`SiteError` when the structure is evaluated with more needed than there are.",
    "compare": "`CallError` for fewer than two sites or a day that is none; `SiteError` and `EngineLimit` as "
    "`evaluate` does.",
    "network": "`CallError` for nodes that are not there.",
    "parallel": "none of its own; `evaluate` raises `CallError` for a structure that it cannot evaluate.",
    "series": "none of its own; `evaluate` raises `CallError` for a structure that it cannot evaluate.",
    "read_text": "`SiteError` with every problem and its place.",
}
"""What is raised, where the docstring does not say it."""

FIELDS = {
    "any_load": "Of all loads together: that none is lost.",
    "columns": "The names of the columns.",
    "complete": "Whether nothing was left out, or ended early.",
    "count": "How many units.",
    "components": "As stated, in the order of the file.",
    "component": "The id of what is in service.",
    "duration_h": "How long it takes, [h].",
    "evaluated": "How many sets were evaluated.",
    "has_targets": "Whether targets were asked for.",
    "id": "Of the load or service.",
    "inherited": "What a [type] or [default] of the file gave to components.",
    "load": "The load; empty for any load.",
    "loads": "A point for each load.",
    "method": "How the figures were obtained.",
    "name": "For people.",
    "not_considered": "What is left out, and why.",
    "notes": "What is to be known when reading it.",
    "overloaded": "Ids of what carries more than its rating.",
    "dark_normally": "Loads that are dark before anything is out.",
    "cascade_normally": "What trips before anything is out.",
    "rows_asked": "How many variants there are.",
    "rows_without_figures": "How many of them have no figures.",
    "samples_asked": "How many samples were asked for.",
    "seed": "Of the samples.",
    "services": "A point for each service.",
    "site": "The name of the site.",
    "story": "In a sentence.",
    "targets": "What is promised, and whether it is kept.",
    "text": "The text of the file.",
    "unavailability": "The share of time, in 0..1.",
    "until_h": "The end, [h].",
    "version": "Of powercalc.",
    "warnings": "What is not wrong but probably not meant.",
}
"""Of fields about which their classes say nothing."""

RESULTS = (
    "powercalc.results.evaluation_result:LoadPoint",
    "powercalc.results.service_point:ServicePoint",
    "powercalc.evaluation.many:ManyEvaluations",
    "powercalc.evaluation.ranking:Ranking",
    "powercalc.propagation.uncertainty_result:Uncertainty",
    "powercalc.report.compare.comparison:Comparison",
    "powercalc.flow.loading:Loads",
    "powercalc.proofs.window:Window",
    "powercalc.proofs.proof_result:Proofs",
    "powercalc.checks.check_result:Checked",
    "powercalc.results.now_result:Now",
    "powercalc.results.survival_result:Survival",
    "powercalc.results.survival_result:SurvivalPoint",
    "powercalc.simulate.replay.replay_result:Replay",
    "powercalc.improvement.options_file:OptionsFile",
    "powercalc.sweeping.swept:Swept",
)
"""What functions return that has no name in `powercalc`."""

EXAMPLES = {
    "read": 'site = pc.read("examples/two-path-hall.toml")',
    "read_text": (
        "room = pc.read_text('''\n"
        '[grid_feed.grid]\nfailure_rate = "2 / year"\nmttr = "20 min"\n\n'
        '[ups.ups]\nfed_by = "grid"\nautonomy = "10 min"\n\n'
        '[server.rack]\nfed_by = "ups"\nrecovery_time = "4 h"\n'
        "''')"
    ),
    "write": 'pc.write(room.changed({"ups": {"autonomy": "15 min"}}), "room.toml")',
    "Site": (
        'small = pc.Site("small", (pc.GridFeed("grid"), pc.Server("rack", fed_by="grid")))\n'
        'bigger = small.added(pc.Server("rack-2", fed_by="grid")).changed({"rack": {"count": 10}})'
    ),
    "Service": (
        'records = pc.Service("records", runs_on="rack", recovery_time="41 h")\n'
        "hospital = room.added(records)"
    ),
    "CommonCause": (
        'pair = (pc.Ups("ups-a", fed_by="grid"), pc.Ups("ups-b", fed_by="grid"))\n'
        'rack = pc.Server("rack", fed_by=["ups-a", "ups-b"])\n'
        'firmware = pc.CommonCause(name="firmware", members=("ups-a", "ups-b"), beta="5 %")\n'
        'both = pc.Site("two", (pc.GridFeed("grid"), *pair, rack), common_causes=(firmware,))'
    ),
    "Zone": (
        'fire = pc.Hazard(name="fire", failure_rate="1 / 1000 year", mttr="200 h")\n'
        'room_a = pc.Zone(name="room-a", members=("ups-a",), hazards=(fire,))'
    ),
    "Hazard": 'flood = pc.Hazard(name="flood", failure_rate="1 / 500 year", mttr="400 h")',
    "Targets": 'promised = pc.Targets(availability="99.99 %", max_downtime="1 h")',
    "Outage": (
        'long = pc.Outage(name="long", failure_rate="0.1 / year", mttr="24 h")\n'
        'feed = pc.GridFeed("grid", outages=(long,))'
    ),
    "GridFeed": 'pc.GridFeed("grid", failure_rate="2 / year", mttr="20 min")',
    "Generator": 'pc.Generator("gen", count=3, needed=2, start_time="12 s", fail_to_start="0.94 %")',
    "Solar": 'pc.Solar("roof")',
    "Wind": 'pc.Wind("turbine")',
    "Ups": 'pc.Ups("ups", fed_by="grid", autonomy="10 min", battery_failure="1 %")',
    "Battery": 'pc.Battery("battery", fed_by="grid", autonomy="4 h")',
    "Flywheel": 'pc.Flywheel("wheel", fed_by="grid", autonomy="15 s")',
    "RotaryUps": 'pc.RotaryUps("rotary", fed_by="grid", autonomy="12 s")',
    "Ats": 'pc.Ats("ats", fed_by=["grid", "gen"], transfer_time="2 s", fail_to_transfer="0.1 %")',
    "Sts": 'pc.Sts("sts", fed_by=["ups-a", "ups-b"])',
    "Breaker": 'pc.Breaker("main", fed_by="grid", normally="closed")',
    "Tie": 'pc.Tie("tie", between=["board-a", "board-b"], normally="open")',
    "Transformer": 'pc.Transformer("tx", fed_by="grid", rating="1000 kVA")',
    "Switchgear": 'pc.Switchgear("board", fed_by="tx")',
    "Bus": 'pc.Bus("bus", fed_by="board")',
    "Busway": 'pc.Busway("busway", fed_by="pdu")',
    "Cable": 'pc.Cable("cable", fed_by="board")',
    "Panel": 'pc.Panel("panel", fed_by="pdu", rating="250 A", voltage="400 V")',
    "Pdu": 'pc.Pdu("pdu", fed_by="ups", rating="150 kW")',
    "RackPdu": 'pc.RackPdu("strip", fed_by="pdu", rating="32 A", voltage="230 V")',
    "Chiller": 'pc.Chiller("chiller", fed_by="board")',
    "Crah": 'pc.Crah("crah", fed_by="ups", count=6, needed=5)',
    "Pump": 'pc.Pump("pump", fed_by="ups")',
    "Server": 'pc.Server("rack", fed_by=["pdu-a", "pdu-b"], count=20, power="8 kW", recovery_time="4 h")',
    "Block": 'pc.Block("valve", unavailability="1 %")',
    "series": (
        'valve = pc.Block("valve", unavailability=0.01)\n'
        'chain = pc.series(valve, pc.Block("pump", unavailability=0.02))'
    ),
    "parallel": 'two = pc.parallel(pc.Block("a", unavailability=0.1), pc.Block("b", unavailability=0.1))',
    "at_least": (
        'sets = [pc.Block(f"set-{n}", failure_rate="1 / year", mttr="8 h") for n in range(3)]\n'
        "two_of_three = pc.at_least(2, sets)"
    ),
    "network": (
        'line = pc.Block("line", unavailability=0.01)\n'
        'path = pc.network("in", "out", [("in", "middle", line), ("middle", "out")])'
    ),
    "evaluate": (
        'found = pc.evaluate(site)\nfound.load("rack").downtime_h_per_year\n'
        "found.any_load.interruptions_per_year"
    ),
    "evaluate_many": (
        'rates = [{"grid": {"failure_rate": f"{n} / year"}} for n in (1, 2, 4)]\n'
        "many = pc.evaluate_many(room, rates)"
    ),
    "Evaluation": 'found.summary()\nfound.load("rack").reasons[0].story',
    "importance": 'pc.importance(room, "rack")',
    "uncertainty": "pc.uncertainty(room, samples=64, seed=1)",
    "compare": 'pc.compare([room, room.changed({"ups": {"autonomy": "1 h"}})], today="2026-06-01")',
    "loads": 'pc.loads(site, out=["ups-b"])',
    "maintain": 'pc.maintain(site, "ups-a", "8 h")',
    "prove": "pc.prove(site)",
    "check": 'pc.check(room, today="2026-06-01", select=["UPS", "GEN"])',
    "now": 'pc.now(room, ["grid@5 min"], hours=["10 min", "1 h"])',
    "survive": 'pc.survive(room, ["5 min", "1 h"]).load("rack").probability("5 min")',
    "replay": (
        'group = pc.read("examples/hospital-group/group.toml")\n'
        'pc.replay(group, "examples/hospital-group/2024-08-03.toml").service("records")'
    ),
    "improve": (
        'doubled = {"cost": 60000, "set": {"ups": {"autonomy": "1 h"}}}\n'
        'mended = pc.improve(room, {"option": {"batteries": doubled}})'
    ),
    "read_options": 'options = pc.read_options("examples/improve/two-path-hall.toml", site)',
    "Improvement": "[row for row in mended.records()]\nmended.to_dict()",
    "sweep": 'pc.sweep(room, {"ups": {"autonomy": ["5 min", "10 min", "30 min"]}}, workers=1).to_pandas()',
    "PowercalcError": (
        'try:\n    pc.read("no such file.toml")\nexcept pc.PowercalcError as error:\n    print(error)'
    ),
    "SiteError": (
        'try:\n    pc.Ups("ups", fed_by="grid", autonomi="10 min")\nexcept pc.SiteError as error:\n'
        "    for problem in error.problems:\n        print(problem)"
    ),
    "Problem": 'pc.Problem(text="is an unknown key", path=("ups", "ups", "autonomi"), suggestion="autonomy")',
    "CallError": 'try:\n    found.load("rak")\nexcept pc.CallError as error:\n    print(error)',
    "EngineLimit": "try:\n    pc.evaluate(site)\nexcept pc.EngineLimit as limit:\n    print(limit)",
    "NumericsError": "try:\n    pc.evaluate(site)\nexcept pc.NumericsError as error:\n    print(error)",
}
"""By name, in the order of the page: each may use what an earlier one has made."""
