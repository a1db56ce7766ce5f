/* Who has power and what flows, given what is out: the same rules as powercalc's own power flow, one state
   at a time. A test runs both over random sites and compares.

   Going down the wiring: lost are those that are out or tripped, whose support is lost, or that too few live
   inputs feed. Going up: each draws what it passes on, divided by its efficiency, from the inputs in use. */
"use strict";

const Live = (() => {
  const ROUNDING = 1e-9;

  /** Follow power and trips until nothing trips; `out` is a Map from ids to how many units are out. */
  function settle(model, out) {
    const tripped = new Map();
    const atFirst = new Map();
    let flow = pass(model, out, tripped);
    for (let round = 1; round <= model.elements.size; round += 1) {
      const fresh = [...model.elements.values()].filter(
        (each) => each.trip !== null && !tripped.has(each.id) && carriesMore(each, flow, out, each.trip));
      if (!fresh.length) break;
      for (const each of fresh) {
        tripped.set(each.id, round);
        atFirst.set(each.id, flow.through.get(each.id) ?? 0);
      }
      flow = pass(model, out, tripped);
    }
    return { ...flow, tripped, atFirst, held: heldUp(flow), hours: endurance(model, out, tripped) };
  }

  /** How many units carry: those that are not out, as long as enough of them work. */
  function working(element, out) {
    return element.count - Math.min(out.get(element.id) ?? 0, element.count - element.unitsNeeded);
  }

  function carriesMore(element, flow, out, limit) {
    const carried = flow.through.get(element.id) ?? 0;
    return carried > limit * working(element, out) * (1 + ROUNDING);
  }

  /** What it carries over what its working units may, or null where it states neither rating nor trip level. */
  function utilization(element, flow, out) {
    if (element.limit === null) return null;
    return (flow.through.get(element.id) ?? 0) / (element.limit * working(element, out));
  }

  // -- what storage stands behind ---------------------------------------------------------------------------

  /** Which elements pass on what a battery holds up; what passes a bypass is held up by nothing. */
  function heldUp(at) {
    const held = new Map([...at.model.elements.keys()].map((id) => [id, false]));
    for (const group of at.model.order) {
      for (let step = 0; step < group.length; step += 1) {
        for (const id of group) held.set(id, !at.lost.get(id) && passesHeld(at.model.elements.get(id), at, held));
      }
    }
    return held;
  }

  function passesHeld(element, at, held) {
    const some = (ids) => ids.some((id) => held.get(id));
    if (element.autonomy > 0) {
      return !at.raw.has(element.id) || some(element.bypassFedBy.length ? element.bypassFedBy : element.fedBy);
    }
    if (element.between) return some(element.between);
    if (some(element.ties.map(([tie]) => tie))) return true;
    const needed = element.isSwitch ? 1 : element.inputsNeeded;
    return element.fedBy.length > 0 && element.fedBy.filter((id) => held.get(id)).length >= needed;
  }

  // -- one pass down and one pass up -----------------------------------------------------------------------

  function pass(model, out, tripped) {
    const at = { model, out, tripped, lost: new Map(), rounds: new Map(), into: new Map(),
      through: new Map(), wires: new Map(), raw: new Set() };
    for (let before = null; ;) {
      for (const group of model.order) goDown(at, group);
      const lost = [...at.lost.values()].filter(Boolean).length;
      if (!model.loops || lost === before) break; // what supports itself in a loop is live until shown lost
      before = lost;
    }
    for (const group of [...model.order].reverse()) goUp(at, group);
    return at;
  }

  function goDown(at, group) {
    if (group.length === 1) {
      at.lost.set(group[0], lostOf(at, at.model.elements.get(group[0])));
      return;
    }
    for (const id of group) {
      at.lost.set(id, true);
      at.rounds.set(id, [true]);
    }
    for (let step = 0; step < group.length; step += 1) {
      const found = group.map((id) => [id, lostOf(at, at.model.elements.get(id))]);
      for (const [id, lost] of found) {
        at.lost.set(id, lost);
        at.rounds.get(id).push(lost);
      }
    }
  }

  function lostOf(at, element) {
    if (element.isLoad) return starved(at, element);
    if (element.bypass) {
      const around = element.bypassFedBy.length
        ? element.bypassFedBy.every((id) => at.lost.get(id)) : starved(at, element);
      return (down(at, element) || starved(at, element)) && around;
    }
    return down(at, element) || unfed(at, element);
  }

  /** Itself down: its units, an overload, its cooling, or something that it depends on. */
  function down(at, element) {
    const few = (at.out.get(element.id) ?? 0) > element.count - element.unitsNeeded;
    if (few || at.tripped.has(element.id) || element.dependsOn.some((id) => at.lost.get(id))) return true;
    const cooling = element.cooledBy.filter((id) => !at.lost.get(id)).length;
    return element.cooledBy.length > 0 && cooling < element.coolingNeeded;
  }

  function starved(at, element) {
    if (!element.fedBy.length) return false;
    const live = element.fedBy.filter((id) => !at.lost.get(id)).length;
    return live < element.inputsNeeded;
  }

  function unfed(at, element) {
    if (element.between) return element.between.every((id) => at.lost.get(id));
    return starved(at, element) && element.ties.every(([tie, other]) => at.lost.get(tie) || at.lost.get(other));
  }

  function goUp(at, group) {
    if (group.length === 1) {
      const element = at.model.elements.get(group[0]);
      const live = (id) => !at.lost.get(id);
      draw(at, element, passing(at, element), live, live(element.id));
      return;
    }
    for (let step = group.length; step > 0; step -= 1) {
      const live = (id) => !(group.includes(id) ? at.rounds.get(id)[step - 1] : at.lost.get(id));
      for (const id of group) {
        const now = at.rounds.get(id)[step - 1] && !at.rounds.get(id)[step];
        const element = at.model.elements.get(id);
        draw(at, element, now ? passing(at, element) : 0, live, now);
      }
    }
  }

  function passing(at, element) {
    const own = at.lost.get(element.id) ? 0 : element.demand;
    return (at.into.get(element.id) ?? []).reduce((sum, each) => sum + each, own);
  }

  /** Send a flow on to what an element draws it from, and note what it carries. */
  function draw(at, element, flow, live, now) {
    let own = flow;
    if (element.bypass && (down(at, element) || !enough(element, live))) {
      if (now) at.raw.add(element.id);
      const around = element.bypassFedBy.length ? element.bypassFedBy : element.fedBy;
      send(at, element, split(flow, around.map((id) => [id, 1, live(id)])));
      own = 0;
    }
    at.through.set(element.id, (at.through.get(element.id) ?? 0) + own);
    send(at, element, sources(at, element, own * element.loss, live));
  }

  function send(at, element, parts) {
    for (const [id, flow] of parts) {
      if (!at.into.has(id)) at.into.set(id, []);
      at.into.get(id).push(flow);
      const wire = `${id}\u0000${element.id}`;
      at.wires.set(wire, (at.wires.get(wire) ?? 0) + flow);
    }
  }

  function enough(element, live) {
    return !element.fedBy.length || element.fedBy.filter(live).length >= element.inputsNeeded;
  }

  function sources(at, element, flow, live) {
    if (element.isSwitch) {
      const first = element.fedBy.find(live);
      return first === undefined ? [] : [[first, flow]];
    }
    if (element.between) return element.between.filter(live).map((id) => [id, flow]);
    if (element.isLoad) {
      return split(flow, element.fedBy.map((id, place) => [id, element.share ? element.share[place] : 1, live(id)]));
    }
    if (!element.fedBy.length) return [];
    if (element.ties.length && !enough(element, live)) return overTies(element, flow, live);
    return parallel(at, element, flow, live);
  }

  /** Inputs that stand by are in use only while too few of the others are live. */
  function parallel(at, element, flow, live) {
    const first = element.fedBy.filter((_, place) => !element.standby[place]);
    const few = element.standby.some(Boolean) && first.filter(live).length < element.inputsNeeded;
    const inputs = few || !element.standby.some(Boolean) ? element.fedBy : first;
    return split(flow, inputs.map((id) => [id, weight(at, element, id), live(id)]));
  }

  function weight(at, element, id) {
    const input = at.model.elements.get(id);
    return element.byRating && input.rating !== null ? input.rating * working(input, at.out) : 1;
  }

  function overTies(element, flow, live) {
    return split(flow, element.ties.map(([tie, other]) => [tie, 1, live(tie) && live(other)]));
  }

  /** Divide a flow in proportion to the weights of the live parts; evenly when all are 0. */
  function split(flow, parts) {
    const live = parts.filter(([, , isLive]) => isLive);
    const whole = live.reduce((sum, [, each]) => sum + each, 0);
    return live.map(([id, each]) => [id, whole > 0 ? (flow * each) / whole : flow / live.length]);
  }

  // -- how long it goes on ----------------------------------------------------------------------------------

  /** Hours until an element is without power: for ever, none, or what the storage on the way holds. */
  function endurance(model, out, tripped) {
    const hours = new Map([...model.elements.keys()].map((id) => [id, 0]));
    const before = (ids, needed) => ids.map((id) => hours.get(id)).sort((a, b) => b - a)[needed - 1];
    const own = (element) => (out.get(element.id) ?? 0) <= element.count - element.unitsNeeded
      && !tripped.has(element.id);

    function of(element) {
      const support = Math.min(Infinity, ...element.dependsOn.map((id) => hours.get(id)));
      let fed = element.fedBy.length ? before(element.fedBy, element.inputsNeeded) : Infinity;
      if (element.between) fed = before(element.between, 1);
      for (const [tie, other] of element.ties) {
        if (own(model.elements.get(tie))) fed = Math.max(fed, hours.get(other));
      }
      const around = element.bypassFedBy.length ? before(element.bypassFedBy, 1) : fed;
      const itself = own(element) ? Math.min(support, fed + element.autonomy) : 0;
      return element.bypass ? Math.max(itself, around) : itself;
    }

    for (let round = 0; round < model.elements.size; round += 1) {
      let moved = false;
      for (const group of model.order) {
        for (const id of group) {
          const found = of(model.elements.get(id));
          if (found > hours.get(id)) {
            hours.set(id, found);
            moved = true;
          }
        }
      }
      if (!moved) break;
    }
    return hours;
  }

  /** Turn the data of the page into a model. */
  function model(data) {
    return { elements: new Map(data.elements.map((each) => [each.id, each])), order: data.order,
      loops: data.loops, services: data.services };
  }

  return { model, settle, utilization };
})();
