/* What services go through while something is out and stays out: when they stop, where they move, and how long
   they need once it is back. The page's own reading; a test runs it beside powercalc's and compares.

   A load is ready while it has power, cooling and what it depends on. A service without failover runs on all its
   loads at once; one with it on the first that are ready, and is down while it moves to others. */
"use strict";

const Serving = (() => {
  const kth = (hours, place) => [...hours].sort((a, b) => b - a)[place - 1];

  /** Hours until something is lost: for ever, none, or what the storage on the way holds. */
  function until(flow, id) {
    if (!flow.lost.get(id)) return Infinity;
    const hours = flow.hours.get(id);
    return Number.isFinite(hours) ? hours : 0;
  }

  /** Hours until a load lacks power, cooling or what it depends on. */
  function readyFor(model, flow, id) {
    const load = model.elements.get(id);
    const some = (ids) => ids.map((each) => until(flow, each));
    const cooled = load.cooledBy.length
      ? kth(some(load.cooledBy), load.coolingNeeded) + load.thermalAutonomy : Infinity;
    return Math.min(until(flow, id), cooled, ...some(load.dependsOn));
  }

  /** Where it runs first, its moves, when it stops, and how long it takes from power back to service back. */
  function own(service, before, hours) {
    const places = service.runsOn.map((_, place) => place);
    const chosen = (ready) => places.filter(ready).slice(0, service.needed);
    const too = (at) => places.filter((place) => hours[place] > at).length < service.needed;
    let ran = chosen((place) => before[place] === Infinity);
    const moves = [];
    for (const at of [...new Set(hours)].filter(Number.isFinite).sort((a, b) => a - b)) {
      if (too(at)) return { moves, stops: at, after: after(service, ran, hours, at) };
      if (service.failover === null || ran.every((place) => hours[place] > at)) continue;
      const next = chosen((place) => hours[place] > at);
      const to = next.filter((place) => !ran.includes(place)).map((place) => service.runsOn[place]);
      moves.push({ of: service.id, at, lasts: service.failover, fails: service.fails, to });
      ran = next;
    }
    return { moves, stops: Infinity, after: 0 };
  }

  /** From power back to where enough of its loads are ready: those on which it ran, or others after a move. */
  function after(service, ran, hours, at) {
    const left = service.recovery.map((each, place) => (hours[place] > at ? 0 : each));
    const enough = [...left].sort((a, b) => a - b)[service.needed - 1];
    if (service.failover === null || ran.length < service.needed) return enough + (service.failover ?? 0);
    return Math.min(Math.max(...ran.map((place) => left[place])), enough + service.failover);
  }

  /** Hours of moves before it stops, those at the same time once. */
  function moving(moves, stops) {
    let [total, end] = [0, 0];
    for (const { at, lasts } of [...moves].sort((a, b) => a.at - b.at)) {
      const [from, to] = [Math.max(at, end), Math.min(at + lasts, stops)];
      if (to > from) total += to - from;
      end = Math.max(end, to);
    }
    return total;
  }

  /** By service: when it stops and by what, its moves with those of what it depends on, and hours of both. */
  function of(model, normal, flow) {
    const found = new Map();
    for (const service of model.services) {
      const hours = (at) => service.runsOn.map((id) => readyFor(model, at, id));
      const itself = own(service, hours(normal), hours(flow));
      const others = service.services.map((id) => [id, found.get(id)]);
      const stops = [[null, itself.stops], ...service.components.map((id) => [id, until(flow, id)]),
        ...others.map(([id, each]) => [id, each.stops])].sort((a, b) => a[1] - b[1]);
      const [by, first] = stops[0];
      const moves = [itself, ...others.map(([, each]) => each)].flatMap((each) => each.moves)
        .filter((each, place, all) => each.at < first && all.findIndex((one) => one.of === each.of && one.at === each.at) === place);
      found.set(service.id, { stops: first, by, moves, down: moving(moves, first),
        after: Math.max(itself.after, ...others.map(([, each]) => each.after)) });
    }
    return found;
  }

  return { of };
})();
