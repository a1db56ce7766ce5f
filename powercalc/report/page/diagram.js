/* The one-line diagram, alive: a click takes a component out, and everything shown follows. */
"use strict";

const Diagram = (() => {
  const { say } = Words;
  const data = JSON.parse(document.getElementById("powercalc-model").textContent);
  const model = Live.model(data);
  const svg = document.querySelector(".stage .one-line");
  const within = document.getElementById("diagram");
  const drawings = [...within.querySelectorAll(".one-line")];
  const cards = new Map([...within.querySelectorAll(".card[data-id]")].map((each) => [each.dataset.id, each]));
  const lines = new Map([...cards].map(([id, card]) => [id, card.querySelector(".line")]));
  const atRest = new Map([...lines].map(([id, line]) => [id, line.textContent]));
  const bars = new Map([...cards].map(([id, card]) => [id, card.querySelector(".filled")]));
  const wires = [...within.querySelectorAll(".wire")].map((wire) => ({
    wire, pairs: wire.dataset.pairs ? JSON.parse(wire.dataset.pairs) : [[wire.dataset.from, wire.dataset.to]],
  }));
  const folds = [...within.querySelectorAll(".card.fold")].map((card) => ({
    card, members: JSON.parse(card.dataset.members), line: card.querySelector(".line"),
    title: card.querySelector(".title").textContent,
    atRest: card.querySelector(".line").textContent, bar: card.querySelector(".filled"),
  }));
  const groups = [...within.querySelectorAll("details.group")].map((group) => ({
    said: group.querySelector("summary small"),
    members: [...group.querySelectorAll(".card[data-id]")].map((each) => each.dataset.id),
  }));
  const out = new Map();
  const serving = new Map([...document.querySelectorAll("#serving [data-service]")].map((each) => [each.dataset.service, each]));
  const MOST_SERVICES = 8;
  const normal = Live.settle(model, out);
  const widest = Math.max(0, ...normal.wires.values());

  // -- words --------------------------------------------------------------------------------------------------

  function figure(value) {
    return Words.figure(String(Number(value.toPrecision(value >= 1000 ? 4 : 3))));
  }

  function power(kilowatts) {
    return kilowatts >= 9999.5 ? `${figure(kilowatts / 1000)} MW` : `${figure(kilowatts)} kW`;
  }

  function duration(hours) {
    if (hours < 2 / 60) return `${figure(hours * 3600)} s`;
    if (hours < 2) return `${figure(hours * 60)} min`;
    return `${figure(hours)} h`;
  }

  function listed(names, most = 6) {
    const shown = names.slice(0, most);
    if (names.length > most) return say("{names} and {number} more", { names: shown.join(", "), number: names.length - most });
    if (shown.length < 2) return shown.join("");
    return say("{names} and {last}", { names: shown.slice(0, -1).join(", "), last: shown.at(-1) });
  }

  function outage(id) {
    const { count } = model.elements.get(id);
    const units = out.get(id);
    return units >= count ? id : say("{units} of {number} units of {id}", { units, number: count, id });
  }

  // -- the state of each card and wire --------------------------------------------------------------------------

  /** One word for the state of an element, and what its card says in place of its line. */
  function told(element, flow) {
    const units = out.get(element.id) ?? 0;
    const utilized = Live.utilization(element, flow, out);
    const hours = flow.hours.get(element.id);
    if (units > element.count - element.unitsNeeded) return ["out", say("out")];
    if (flow.tripped.has(element.id)) {
      const first = flow.atFirst.get(element.id) / (element.trip * (element.count - units));
      return ["tripped", say("trips at {share}", { share: `${figure(first * 100)} %` })];
    }
    if (flow.lost.get(element.id) && hours > 0) return ["battery", say("dark in {time}", { time: duration(hours) })];
    if (flow.lost.get(element.id)) return ["dark", say("no power")];
    if (flow.raw.has(element.id)) return ["raw", say("on bypass")];
    if (utilized > 1 + 1e-9) return ["over", say("{share} of its limit", { share: `${figure(utilized * 100)} %` })];
    if (units) return ["fewer", say("{units} of {number} units out", { units, number: element.count })];
    return ["", atRest.get(element.id)];
  }

  function show(flow) {
    for (const [id, card] of cards) {
      const element = model.elements.get(id);
      const [state, line] = told(element, flow);
      set(card, "data-state", state);
      if (lines.get(id).textContent !== line) lines.get(id).textContent = line;
      if (card.hasAttribute("aria-pressed")) set(card, "aria-pressed", String(out.has(id)));
      set(card, "aria-label", `${id}, ${element.kindName}: ${line}`);
      fill(bars.get(id), Live.utilization(element, flow, out));
    }
    showFolds(flow);
    for (const { wire, pairs } of wires) {
      const carried = pairs.reduce((sum, [from, to]) => sum + (flow.wires.get(`${from}\u0000${to}`) ?? 0), 0);
      wire.classList.toggle("dead", pairs.every(([from]) => flow.lost.get(from)));
      wire.classList.toggle("used", carried > 0);
      const width = 1.4 + (widest ? (2.6 * Math.min(carried, widest)) / widest : 0.6);
      if (wire.style.strokeWidth !== width.toFixed(1)) wire.style.strokeWidth = width.toFixed(1);
    }
  }

  const WORST = [["tripped", say("tripped")], ["dark", say("without power")], ["out", say("out")], ["battery", say("on battery")],
    ["over", say("overloaded")], ["raw", say("on bypass")], ["fewer", say("with units out")]];

  /** A card that stands for many says how many of them are in the worst state that any of them is in. */
  function showFolds(flow) {
    for (const { card, members: ids, title, line, atRest: rest, bar } of folds) {
      const found = ids.map((id) => [told(model.elements.get(id), flow)[0], members(id).length]);
      const total = found.reduce((sum, [, count]) => sum + count, 0);
      const [state, word] = WORST.find(([each]) => found.some(([one]) => one === each)) ?? ["", ""];
      const inIt = found.reduce((sum, [one, count]) => sum + (one === state ? count : 0), 0);
      const text = state ? say("{units} of {number} {state}", { units: inIt, number: total, state: word }) : rest;
      set(card, "data-state", state && inIt < total && ["dark", "out", "battery"].includes(state) ? "fewer" : state);
      if (line.textContent !== text) line.textContent = text;
      set(card, "aria-label", `${title}: ${text}`);
      fill(bar, Math.max(0, ...ids.map((id) => Live.utilization(model.elements.get(id), flow, out) ?? 0)));
    }
    for (const { said: words, members: ids } of groups) {
      const lost = ids.filter((id) => model.elements.get(id).isLoad && flow.lost.get(id)).flatMap(members);
      words.textContent = lost.length === 0 ? ""
        : lost.length === 1 ? say("1 load without power") : say("{number} loads without power", { number: lost.length });
    }
  }

  /** The list of services beside the diagram: which run, move or stop. */
  function showServices(flow) {
    if (!model.services.length) return;
    for (const [id, found] of Serving.of(model, normal, flow)) {
      const [state, line] = found.stops < Infinity ? ["dark", found.stops > 0 ? say("stops in {time}", { time: duration(found.stops) }) : say("stopped")]
        : found.down > 0 ? ["over", say("down for {time}", { time: duration(found.down) })] : ["", say("runs")];
      set(serving.get(id), "data-state", state);
      serving.get(id).querySelector("small").textContent = line;
    }
  }

  /** Set an attribute only where it says something else: what does not change is not drawn again. */
  function set(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function fill(bar, share) {
    if (bar) set(bar, "width", (Number(bar.dataset.whole) * Math.min(share, 1)).toFixed(1));
  }

  // -- what is said beside the diagram --------------------------------------------------------------------------

  const said = document.getElementById("said");
  const taken = document.getElementById("taken");

  function members(id) {
    return model.elements.get(id).members;
  }

  function dark(flow) {
    return [...model.elements.values()].filter((each) => each.isLoad && flow.lost.get(each.id));
  }

  function* sentences(flow) {
    if (!out.size && !flow.tripped.size) {
      yield ["", say("Nothing is out. Click a component to take it out; click it again to put it back.")];
      return;
    }
    const lost = dark(flow);
    const later = lost.filter((each) => flow.hours.get(each.id) > 0);
    const now = lost.filter((each) => !(flow.hours.get(each.id) > 0));
    for (const each of now.slice(0, 8)) yield ["dark", say("{names} without power.", { names: listed(members(each.id)) })];
    for (const each of later.slice(0, 8)) {
      const told = { names: listed(members(each.id)), time: duration(flow.hours.get(each.id)) };
      yield ["dark", say("{names} without power after {time} on battery.", told)];
    }
    const bare = unprotected(flow);
    if (bare.length) {
      const around = flow.raw.size ? say("on the bypass of {names}", { names: listed([...flow.raw]) }) : say("with no battery behind it");
      yield ["over", say("{names} unprotected, {why}.", { names: listed(bare.flatMap((each) => members(each.id))), why: around })];
    }
    yield* ofServices(flow);
    if (!lost.length) yield [bare.length ? "over" : "fine", say("Every load keeps its power.")];
    yield* moved(flow);
    const hot = [...model.elements.values()].filter((each) => missesCooling(each, flow));
    if (hot.length) {
      yield ["over", say("{names} without enough cooling.", { names: listed(hot.map((each) => each.id)) })];
    }
  }

  const whenTold = (hours) => (hours > 0 ? say("in {time}", { time: duration(hours) }) : say("at once"));

  /** What each service goes through, in words; nothing for one that runs on. */
  function service(found, id) {
    const by = found.by === null ? say("too few of its loads have all they need") : say("{name} is lost", { name: found.by });
    if (found.stops < Infinity) {
      const told = { id, when: whenTold(found.stops), why: by, time: duration(found.after) };
      return ["dark", found.after > 0
        ? say("Service {id} stops {when}, as {why}: down until that is back and {time} more.", told)
        : say("Service {id} stops {when}, as {why}: down until that is back.", told)];
    }
    if (!found.moves.length) return null;
    const told = found.moves.map((move) => {
      const when = whenTold(move.at);
      const where = move.of === id ? say("moves to {loads} {when}", { loads: listed(move.to), when })
        : say("waits for {service} to move {when}", { service: move.of, when });
      return move.fails > 0 ? where + say(" ({share} of moves fail)", { share: `${figure(100 * move.fails)} %` }) : where;
    });
    return ["over", say("Service {id} {moves}: down for {time}.", { id, moves: listed(told), time: duration(found.down) })];
  }

  function* ofServices(flow) {
    if (!model.services.length) return;
    const told = [...Serving.of(model, normal, flow)].map(([id, found]) => service(found, id)).filter(Boolean);
    told.sort((a, b) => (a[0] === b[0] ? 0 : a[0] === "dark" ? -1 : 1));
    yield* told.slice(0, MOST_SERVICES);
    if (told.length > MOST_SERVICES) yield ["over", say("and {number} more services.", { number: told.length - MOST_SERVICES })];
    if (!told.length) yield ["fine", say("Every service runs on.")];
  }

  /** The loads that a battery stands behind when nothing is out, and none does now. */
  function unprotected(flow) {
    return [...model.elements.values()].filter(
      (each) => each.isLoad && normal.held.get(each.id) && !flow.held.get(each.id) && !flow.lost.get(each.id));
  }

  function missesCooling(element, flow) {
    const cooling = element.cooledBy.filter((id) => !flow.lost.get(id)).length;
    return element.cooledBy.length > 0 && cooling < element.coolingNeeded && !flow.lost.get(element.id);
  }

  /** What trips, what is overloaded, and who carries more than before. */
  function* moved(flow) {
    for (const [id, round] of flow.tripped) {
      const told = { id, power: power(flow.atFirst.get(id)), round };
      yield ["tripped", round > 1 ? say("{id} would carry {power} and trips, in round {round}.", told)
        : say("{id} would carry {power} and trips.", told)];
    }
    const more = [...model.elements.values()]
      .map((each) => [each, flow.through.get(each.id) ?? 0, normal.through.get(each.id) ?? 0])
      .filter(([each, after, before]) => !each.isLoad && after > before * 1.001 + 1e-6)
      .sort((a, b) => (Live.utilization(b[0], flow, out) ?? 0) - (Live.utilization(a[0], flow, out) ?? 0));
    for (const [each, after, before] of more.slice(0, 5)) {
      const share = Live.utilization(each, flow, out);
      const told = { id: each.id, power: power(after), before: power(before), share: `${figure((share ?? 0) * 100)} %` };
      yield [share > 1 + 1e-9 ? "over" : "more", share === null
        ? say("{id} carries {power} (before: {before}).", told)
        : say("{id} carries {power} (before: {before}), {share} of its limit.", told)];
    }
    if (more.length > 5) yield ["more", say("{number} more carry more than before.", { number: more.length - 5 })];
  }

  function showSaid(flow) {
    said.replaceChildren(...[...sentences(flow)].map(([sort, text]) => {
      const item = document.createElement("li");
      item.className = sort;
      item.textContent = text;
      return item;
    }));
    taken.replaceChildren(...[...out.keys()].map(chip));
    document.getElementById("restore").hidden = !out.size;
  }

  /** One thing that is out: its name, how many units, and a way back. */
  function chip(id) {
    const element = model.elements.get(id);
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("span"), { textContent: outage(id) }));
    if (element.count > 1) {
      item.append(button("−", say("one unit of {id} back", { id }), () => change(id, out.get(id) - 1)));
      item.append(button("+", say("one more unit of {id} out", { id }), () => change(id, out.get(id) + 1)));
    }
    item.append(button("×", say("put {id} back", { id }), () => change(id, 0)));
    return item;
  }

  function button(text, label, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", action);
    return made;
  }

  // -- taking out and putting back --------------------------------------------------------------------------------

  function refresh() {
    const flow = out.size ? Live.settle(model, out) : normal;
    show(flow);
    showServices(flow);
    showSaid(flow);
  }

  function change(id, units) {
    const { count } = model.elements.get(id);
    if (units <= 0) out.delete(id);
    else out.set(id, Math.min(units, count));
    refresh();
  }

  function toggle(id) {
    if (!model.elements.get(id).isLoad) change(id, out.has(id) ? 0 : Infinity);
  }

  /** Take out exactly these, as many units of each as its reason names. */
  function only(wanted) {
    out.clear();
    for (const [id, units] of wanted) out.set(id, Math.min(units || Infinity, model.elements.get(id).count));
    refresh();
  }

  refresh();
  return { data, model, svg, drawings, cards, folds, out, toggle, only };
})();
