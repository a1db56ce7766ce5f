
/* The live panel: follows the file, tries changes, asks what is down. Everything shown is set as text. */
"use strict";

(() => {
  const at = (id) => document.getElementById(`serve-${id}`);
  const panel = document.getElementById("serve");
  const base = location.pathname.replace(/[^/]*$/, "");
  const kept = `powercalc-edits ${base}`;
  const shown = panel.dataset.version;
  const words = JSON.parse(panel.dataset.words);
  let version = "";
  let parts = { components: [], kinds: {}, counts: {}, names: {} };
  let edits = JSON.parse(sessionStorage.getItem(kept) ?? "[]");
  let asked = 0;
  let fresh = {};

  /** Fill in a template, translated where the page has a translation; a parameter is never read as one. */
  function say(template, parameters = {}) {
    return (words[template] ?? template).replace(/\{(\w+)\}/g, (_, name) => parameters[name]);
  }

  const SILENT = say("powercalc serve does not answer; start it again. Nothing on this page is lost.");

  function made(name, properties = {}, ...inner) {
    const found = Object.assign(document.createElement(name), properties);
    found.append(...inner);
    return found;
  }

  async function post(what, body) {
    let answer;
    try {
      answer = await fetch(base + what, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ version, ...body }),
      });
    } catch {
      return { problems: [SILENT] };
    }
    try {
      return await answer.json();
    } catch {
      return { problems: [await answer.text().catch(() => SILENT)] };
    }
  }

  function complain(list, problems) {
    list.replaceChildren(...(problems ?? []).map((text) => made("li", { textContent: text })));
    return Boolean(problems);
  }

  // -- the file ------------------------------------------------------------------------------------------------

  const WORDS = {
    sound: ({ file }) => say("follows {file}", { file }),
    wrong: ({ file }) => say("{file} has errors; the last good state of it is shown, and stays usable", { file }),
    gone: ({ file }) => say("{file} is not there any more; the last good state of it is shown, and stays usable", { file }),
  };

  function follow(state) {
    const status = at("status");
    status.dataset.state = state.status;
    status.textContent = WORDS[state.status](state);
    if (!state.version && state.status !== "sound") status.textContent = say("{file} has errors; mend them, and the report stands here", { file: state.file });
    if (state.version && state.rendered !== state.version && !state.why_not) status.textContent += say("; the report of it is being made");
    trouble(state);
    at("gone").hidden = state.status !== "gone" || !state.version;
    at("reload").hidden = !state.rendered || state.rendered === shown;
    if (!at("reload").hidden && !state.why_not && !writing()) {
      location.reload();
      return;
    }
    if (state.version && state.version !== version) renew(state.version);
  }

  /** Whether a reload would lose what somebody is about to say. */
  function writing() {
    const field = document.activeElement?.closest("#serve input");
    return Object.keys(fresh).length > 0 || Boolean(field && field.value !== field.defaultValue);
  }

  at("reload").addEventListener("click", () => location.reload());

  function trouble(state) {
    const problems = state.status === "sound" ? [] : state.problems;
    const told = problems.map((each) => made("li", { textContent: each.text }));
    if (state.why_not) told.push(made("li", { textContent: state.why_not }));
    const title = state.status === "gone" ? say("The file is gone")
      : problems.length === 1 ? say("One thing is wrong with the file") : say("These are wrong with the file");
    at("trouble").replaceChildren(made("p", { textContent: state.why_not && !problems.length ? say("It cannot be evaluated") : title }), made("ol", {}, ...told));
    at("trouble").hidden = !told.length;
    const waiting = document.getElementById("serve-waiting");
    if (waiting) waiting.hidden = !state.version || Boolean(state.why_not);
  }

  async function renew(to) {
    version = to;
    const told = await fetch(`${base}parts`).then((answer) => answer.json()).catch(() => null);
    if (!told) return;
    parts = told;
    const ids = (some) => some.map((id) => made("option", { value: id }));
    at("ids").replaceChildren(...ids(Object.keys(parts.counts)));
    at("all").replaceChildren(...ids(parts.components.map((each) => each.id)));
    kinds();
    fields();
    await tried();
    await dies();
  }

  // -- tabs ------------------------------------------------------------------------------------------------------

  const TABS = ["design", "now", "dies"];

  function open(name) {
    for (const each of TABS) {
      at(each).hidden = each !== name;
      at(`tab-${each}`).setAttribute("aria-selected", String(each === name));
      at(`tab-${each}`).tabIndex = each === name ? 0 : -1;
    }
    sessionStorage.setItem(`${kept} tab`, name);
  }

  for (const [place, name] of TABS.entries()) {
    at(`tab-${name}`).addEventListener("click", () => open(name));
    at(`tab-${name}`).addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = TABS[(place + step + TABS.length) % TABS.length];
      open(next);
      at(`tab-${next}`).focus();
    });
  }
  open(sessionStorage.getItem(`${kept} tab`) ?? "design");

  // -- figures of a component --------------------------------------------------------------------------------------

  /** What the page knows of a component, with the changes that wait. */
  function component(id) {
    const known = parts.components.find((each) => each.id === id);
    const added = edits.find((each) => each.keys && each.id === id);
    const found = known ?? (added && { id, kind: added.kind, stated: added.keys, assumed: {} });
    if (!found) return null;
    const stated = { ...found.stated };
    const changed = new Set();
    for (const each of edits) {
      if (each.keys || each.id !== id) continue;
      if (each.value === null) delete stated[each.key];
      else stated[each.key] = each.value;
      changed.add(each.key);
    }
    return { ...found, stated, changed };
  }

  function fields() {
    const id = at("which").value.trim();
    const found = component(id);
    sessionStorage.setItem(`${kept} which`, id);
    at("hint").hidden = Boolean(found);
    if (!found) {
      at("chosen").replaceChildren();
      at("fields").replaceChildren();
      return;
    }
    at("chosen").replaceChildren(made("p", { className: "note", textContent: `${id}, ${kindName(found.kind)}` }));
    const keys = parts.kinds[found.kind] ?? [];
    const isFirst = (each) => each.first || each.key in found.stated || each.key in found.assumed;
    const line = (each) => field(each, found.stated[each.key], found.assumed[each.key], (value) => change(id, each.key, value), found.changed.has(each.key));
    const others = keys.filter((each) => !isFirst(each));
    const stands = document.activeElement?.closest("#serve-fields [data-key]")?.dataset.key;
    const isOpen = at("fields").querySelector("details")?.open ?? false;
    const more = made("details", { open: isOpen }, made("summary", { textContent: moreKeys(others) }), ...others.map(line));
    at("fields").replaceChildren(...keys.filter(isFirst).map(line), more);
    if (stands) at("fields").querySelector(`[data-key="${stands}"] :is(input, select)`)?.focus();
  }

  const kindName = (kind) => parts.names[kind] ?? kind;
  const moreKeys = (keys) => say("{number} more keys", { number: keys.length });

  /** One key with its value; `told` is called with a text, a list, or null for what the file shall not say. */
  function field(key, value, assumed, told, isChanged = false) {
    const label = made("label", { className: isChanged ? "serve-line serve-changed" : "serve-line", title: key.about }, made("code", { textContent: key.key }));
    label.dataset.key = key.key;
    if (key.sort === "ids") {
      const box = made("div", { className: label.className, title: key.about }, made("code", { textContent: key.key }), cords(key, value, told));
      box.dataset.key = key.key;
      return box;
    }
    const shown = Array.isArray(value) ? value.join(", ") : value ?? "";
    if (key.sort === "choice") {
      const choices = ["", ...(key.choices.length ? key.choices : ["true", "false"])];
      const select = made("select", {}, ...choices.map((each) => made("option", { value: each, textContent: each || say("not said") })));
      select.value = shown;
      select.addEventListener("change", () => told(select.value || null));
      label.append(select);
      return label;
    }
    const hint = assumed ? say("{figure} (assumed)", { figure: assumed }) : key.example ? say("such as {example}", { example: key.example }) : "";
    const input = made("input", { value: shown, placeholder: hint, spellcheck: false });
    const said = () => {
      if (input.value.trim() === String(shown)) return;
      const text = input.value.trim();
      told(text === "" ? null : key.sort === "list" ? text.split(",").map((each) => each.trim()) : text);
    };
    input.addEventListener("change", said);
    label.append(input);
    return label;
  }

  /** A list of ids: each with a way out, and one more to choose. */
  function cords(key, value, told) {
    let ids = value === undefined ? [] : [value].flat();
    const list = made("ul", { className: "serve-chips" });
    const input = made("input", { placeholder: say("one more") });
    input.setAttribute("list", key.key === "runs_on" || key.key === "depends_on" ? "serve-all" : "serve-ids");
    input.setAttribute("aria-label", say("{key}: one more", { key: key.key }));
    const restate = (next) => {
      ids = next;
      draw();
      told(ids.length ? ids : null);
    };
    function draw() {
      list.replaceChildren(...ids.map((id, place) => chip(id, () => restate(ids.filter((_, other) => other !== place)))));
    }
    input.addEventListener("change", () => {
      const text = input.value.trim();
      input.value = "";
      if (text) restate([...ids, text]);
    });
    draw();
    return made("div", { className: "serve-cords" }, list, input);
  }

  function chip(text, away) {
    const out = made("button", { type: "button", textContent: "×" });
    out.setAttribute("aria-label", say("without {name}", { name: text }));
    out.addEventListener("click", away);
    return made("li", {}, made("span", { textContent: text }), out);
  }

  at("which").addEventListener("change", fields);
  at("which").addEventListener("input", () => { if (component(at("which").value.trim())) fields(); });
  at("fields").addEventListener("submit", (event) => event.preventDefault());
  /* a component that is reached or clicked in the diagram is the one whose figures are shown */
  document.querySelector(".stage")?.addEventListener("focusin", (event) => {
    const id = event.target.closest(".card")?.dataset.id;
    if (id && component(id)) {
      at("which").value = id;
      fields();
    }
  });

  // -- changes -----------------------------------------------------------------------------------------------------

  function keep(next) {
    edits = next;
    sessionStorage.setItem(kept, JSON.stringify(edits));
    wrote("");
    setTimeout(fields); // when Tab has moved on
    tried();
  }

  const change = (id, key, value) => keep([...edits, { id, key, value }]);

  function spoken(edit) {
    if (edit.keys) return say("new: {kind} {id}", { kind: kindName(edit.kind), id: edit.id });
    if (edit.value === null) return say("{id}: {key} not said", { id: edit.id, key: edit.key });
    return `${edit.id}: ${edit.key} = ${[edit.value].flat().join(", ")}`;
  }

  function list() {
    at("waits").hidden = !edits.length;
    at("edits").replaceChildren(...edits.map((edit, place) => {
      const item = chip(spoken(edit), () => keep(edits.filter((_, other) => other !== place)));
      return item;
    }));
    for (const name of ["undo", "undo-all", "write"]) at(name).disabled = !edits.length;
  }

  /** Ask what the changes make of each headline; only the last question is answered on the page. */
  async function tried() {
    list();
    const turn = ++asked;
    at("busy").textContent = edits.length ? say("evaluating") : "";
    const answer = await post("changes", { edits });
    if (turn !== asked) return;
    at("busy").textContent = edits.length ? "" : say("Nothing is changed: this is the file.");
    at("write").disabled = !edits.length || Boolean(answer.problems);
    at("warned").replaceChildren(...(answer.warnings ?? []).map((text) => made("li", { textContent: text })));
    if (complain(at("wrong"), answer.problems)) return;
    at("rows").tBodies[0].replaceChildren(...answer.rows.map(row));
    at("short").replaceChildren(...answer.rows.filter((each) => each.direction).slice(0, 3).map((each) => made("span", { textContent: `${each.name}: ${each.change}` })));
    at("more").textContent = answer.more ? say("and {number} more", { number: answer.more }) : "";
    panel.dataset.tried = String(turn);
  }

  function row(each) {
    const cell = (lines, name) => {
      const found = made("td", {}, ...lines.map((text) => made("div", { textContent: text })));
      found.dataset.name = name;
      return found;
    };
    const change = made("td", { textContent: each.change, className: ["serve-better", "", "serve-worse"][each.direction + 1] });
    const name = each.sort === "service" ? say("service {id}", { id: each.name }) : each.name;
    const found = made("tr", {}, made("td", { textContent: name }), cell(each.was, say("was")), cell(each.is, say("is")), change);
    found.dataset.of = each.name;
    return found;
  }

  at("undo").addEventListener("click", () => keep(edits.slice(0, -1)));
  at("undo-all").addEventListener("click", () => keep([]));

  async function write(again) {
    const told = edits.length;
    const answer = await post("write", { edits, again });
    if (complain(at("wrong"), answer.problems)) return;
    edits = [];
    sessionStorage.setItem(kept, "[]");
    await renew(answer.version);
    wrote(again ? say("The file is written again.") : told === 1 ? say("1 change is in the file; its comments are as they were.")
      : say("{number} changes are in the file; its comments are as they were.", { number: told }));
  }

  /** Say what was written; the page that is loaded anew says it too. */
  function wrote(text) {
    sessionStorage.setItem(`${kept} written`, text);
    at("written").textContent = text;
  }

  at("write").addEventListener("click", () => write(false));
  at("again").addEventListener("click", () => write(true));

  // -- a new component ------------------------------------------------------------------------------------------------

  function kinds() {
    const before = at("kind").value;
    const names = Object.keys(parts.kinds).filter((each) => each !== "service");
    at("kind").replaceChildren(...names.map((each) => made("option", { value: each, textContent: kindName(each) })));
    at("kind").value = names.includes(before) ? before : "ups";
    keysOfNew();
  }

  function keysOfNew() {
    fresh = {};
    const keys = parts.kinds[at("kind").value] ?? [];
    const line = (each) => field(each, undefined, undefined, (value) => { if (value === null) delete fresh[each.key]; else fresh[each.key] = value; });
    const others = keys.filter((each) => !each.first);
    at("keys").replaceChildren(...keys.filter((each) => each.first).map(line), made("details", {}, made("summary", { textContent: moreKeys(others) }), ...others.map(line)));
  }

  at("kind").addEventListener("change", keysOfNew);
  at("add").addEventListener("submit", (event) => {
    event.preventDefault();
    const id = at("id").value.trim();
    keep([...edits, { kind: at("kind").value, id, keys: { ...fresh } }]);
    at("which").value = id;
    at("id").value = "";
    keysOfNew();
    fields();
  });

  // -- what is out: now, and what dies ----------------------------------------------------------------------------------

  /** A list of texts that a form gathers. */
  function gathered(name, changed = () => {}) {
    let texts = JSON.parse(sessionStorage.getItem(`${kept} ${name}`) ?? "[]");
    const draw = () => at(name).replaceChildren(...texts.map((text) => chip(text, () => set(texts.filter((each) => each !== text)))));
    const set = (next) => {
      texts = next;
      sessionStorage.setItem(`${kept} ${name}`, JSON.stringify(texts));
      draw();
      changed();
    };
    draw();
    return { get all() { return texts; }, add: (text) => set([...texts.filter((each) => each !== text), text]), set };
  }

  const named = (id, units) => (units ? `${id}:${units}` : id);
  const down = gathered("down");
  const levels = gathered("levels");

  function taken(name, units) {
    const id = at(name).value.trim();
    const number = at(units).value.trim();
    at(name).value = at(units).value = "";
    return id && named(id, number);
  }

  function addDown() {
    const since = at("down-since").value.trim();
    const what = taken("down-id", "down-units");
    at("down-since").value = "";
    if (what) down.add(since ? `${what}@${since}` : what);
  }

  function addLevel() {
    const [id, level] = [at("level-id").value.trim(), at("level").value.trim()];
    at("level-id").value = at("level").value = "";
    if (id && level) levels.add(`${id}=${level}`);
  }

  at("down-add").addEventListener("click", addDown);
  at("level-add").addEventListener("click", addLevel);
  at("from-diagram").hidden = !document.querySelector(".stage");
  at("from-diagram").addEventListener("click", () => {
    down.set([...Diagram.out].map(([id, units]) => named(id, units < Diagram.model.elements.get(id).count ? units : 0)));
  });

  at("now-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    addDown();
    addLevel();
    const pairs = levels.all.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]);
    const isShare = ([, level]) => level.endsWith("%");
    const answer = await post("now", {
      down: down.all, hours: at("hours").value.split(",").map((each) => each.trim()),
      battery: Object.fromEntries(pairs.filter(isShare)), fuel: Object.fromEntries(pairs.filter((each) => !isShare(each))),
    });
    if (complain(at("now-wrong"), answer.problems)) {
      at("moment").replaceChildren();
      return;
    }
    /* HTML of the report itself: the server has escaped what comes from the file, and the policy lets no code in */
    at("moment").innerHTML = answer.page;
    for (const each of at("moment").querySelectorAll("button.show")) {
      const wanted = JSON.parse(each.dataset.out);
      each.hidden = !document.querySelector(".stage") || !wanted.every(([id]) => Diagram.model.elements.has(id));
      each.addEventListener("click", () => {
        Diagram.only(wanted);
        document.getElementById("diagram").scrollIntoView();
      });
    }
  });

  const STATES = { dark: say("Dark"), "one path": say("Left on one path"), undocumented: say("Hang on a cord that nobody documented"), untouched: say("Untouched") };
  const out = gathered("out", () => dies());

  function said({ state, loads }) {
    const told = { state: STATES[state], number: loads.length };
    return loads.length === 1 ? say("{state}: 1 load", told) : say("{state}: {number} loads", told);
  }

  async function dies() {
    const answer = out.all.length ? await post("loads", { out: out.all }) : { states: [], text: "" };
    complain(at("dies-wrong"), answer.problems);
    const told = (answer.states ?? []).filter((each) => each.loads.length);
    at("states").replaceChildren(...told.flatMap((each) => {
      const title = made("h4", { textContent: said(each) });
      title.dataset.state = each.state;
      const few = each.loads.slice(0, 24).join(", ");
      const names = each.loads.length > 24 ? say("{names} and {number} more", { names: few, number: each.loads.length - 24 }) : few;
      return [title, made("p", { textContent: names })];
    }));
    if (answer.too_full?.length) at("states").append(made("h4", { textContent: say("Above what it may carry then") }), made("p", { textContent: answer.too_full.join(", ") }));
    at("dies-more").hidden = !answer.text;
    at("dies-text").textContent = answer.text ?? "";
    const drawn = out.all.map((text) => [text.replace(/:\d+$/, ""), Number(/:(\d+)$/.exec(text)?.[1] ?? 0)]);
    if (document.querySelector(".stage") && drawn.length && drawn.every(([id]) => Diagram.model.elements.has(id))) Diagram.only(drawn);
  }

  at("dies-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const what = taken("out-id", "out-units");
    if (what) out.add(what);
  });

  // -- a reload keeps what was chosen ------------------------------------------------------------------------------------

  at("which").value = sessionStorage.getItem(`${kept} which`) ?? "";
  at("written").textContent = sessionStorage.getItem(`${kept} written`) ?? "";
  if (document.querySelector(".stage")) {
    const known = ([id]) => Diagram.model.elements.has(id);
    const before = JSON.parse(sessionStorage.getItem(`${kept} taken`) ?? "[]").filter(known);
    if (before.length) Diagram.only(before);
    window.addEventListener("pagehide", () => sessionStorage.setItem(`${kept} taken`, JSON.stringify([...Diagram.out])));
  }
  const source = new EventSource(`${base}events`);
  source.addEventListener("message", (event) => follow(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    at("status").dataset.state = "lost";
    at("status").textContent = SILENT;
  });
})();
