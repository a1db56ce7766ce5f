/* What moves on the page around the diagram: pointer, keyboard, zoom, figures on hover, reasons to show. */
"use strict";

(() => {
  const stage = document.querySelector(".stage");
  const { data, svg, cards, toggle, only } = Diagram;
  const natural = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };

  // -- taking out: pointer and keyboard ----------------------------------------------------------------------------

  const order = [...cards.keys()];
  const folded = new Map(Diagram.folds.map((fold) => [fold.card, fold]));
  const stops = [...document.querySelectorAll("#diagram .card")];
  let current = stops[0];

  function focusOn(card) {
    current.setAttribute("tabindex", "-1");
    current = card;
    current.setAttribute("tabindex", "0");
    current.focus();
  }

  const middle = (card) => {
    const box = card.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };

  const isShown = (card) => card.getClientRects().length > 0;

  /** The nearest card in a direction; what lies off to the side counts double. */
  function neighbour(card, [right, downward]) {
    const [x, y] = middle(card);
    let best = null;
    let least = Infinity;
    for (const other of stops) {
      if (!isShown(other)) continue;
      const [a, b] = middle(other);
      const along = (a - x) * right + (b - y) * downward;
      const aside = Math.abs((a - x) * downward) + Math.abs((b - y) * right);
      if (along > 1 && along + 2 * aside < least) [best, least] = [other, along + 2 * aside];
    }
    return best;
  }

  const groupOf = (id) => cards.get(id)?.closest("details.group");

  /** Open the group in which a card is drawn. */
  function reveal(id) {
    const group = groupOf(id);
    if (group) group.open = true;
  }

  /** What a click on a card does: a component goes out or comes back, what stands for many opens or closes. */
  function act(card) {
    if (!folded.has(card)) {
      toggle(card.dataset.id);
      return;
    }
    const group = groupOf(folded.get(card).members[0]);
    group.open = !group.open;
    if (group.open) group.scrollIntoView({ block: "nearest" });
  }

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function onKey(event) {
    const card = event.target.closest(".card");
    if (!card) return;
    if (event.key === "Enter" || event.key === " ") act(card);
    else if (event.key === "Escape") only([]);
    else if (arrows[event.key]) {
      const next = neighbour(card, arrows[event.key]);
      if (next) focusOn(next);
    } else return;
    event.preventDefault();
  }

  for (const card of stops) {
    const isLoad = card.dataset.id !== undefined && Diagram.model.elements.get(card.dataset.id).isLoad;
    card.setAttribute("role", isLoad ? "img" : "button");
    card.setAttribute("tabindex", card === current ? "0" : "-1");
    if (folded.has(card)) groupOf(folded.get(card).members[0]).addEventListener("toggle", (event) => {
      card.setAttribute("aria-expanded", String(event.target.open));
    });
    else if (!isLoad) card.setAttribute("aria-pressed", "false");
  }
  const whole = document.getElementById("diagram");
  whole.addEventListener("click", (event) => {
    const stub = event.target.closest(".stub");
    if (stub) lookAt(stub.dataset.of);
    const card = event.target.closest(".card");
    if (!card) return;
    act(card);
    focusOn(card);
    if (event.pointerType === "touch") describe(card);
  });
  whole.addEventListener("keydown", onKey);
  document.getElementById("restore").addEventListener("click", () => only([]));

  // -- figures on hover and focus --------------------------------------------------------------------------------------

  const tip = document.getElementById("figures");

  function describe(card) {
    const { id } = card.dataset;
    const heading = document.createElement("strong");
    const table = document.createElement("dl");
    heading.textContent = id ?? folded.get(card).title;
    const some = id === undefined ? folded.get(card).members : [];
    const few = some.slice(0, 8).join(", ");
    const named = some.length > 8 ? Words.say("{names} and {number} more", { names: few, number: some.length - 8 }) : few;
    const shown = id === undefined ? [[Words.say("are"), named], [Words.say("click"), Words.say("opens them")]] : data.figures[id];
    for (const [name, value] of shown) {
      table.append(Object.assign(document.createElement("dt"), { textContent: name }));
      table.append(Object.assign(document.createElement("dd"), { textContent: value }));
    }
    tip.replaceChildren(heading, table);
    tip.hidden = false;
    const box = card.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left), window.innerWidth - tip.offsetWidth - 8);
    const below = box.bottom + 8 + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${(below ? box.bottom + 8 : Math.max(8, box.top - tip.offsetHeight - 8)) + window.scrollY}px`;
  }

  const hide = () => { tip.hidden = true; };
  for (const card of stops) {
    card.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") describe(card); });
    card.addEventListener("pointerleave", hide);
    card.addEventListener("focus", () => { if (card.matches(":focus-visible")) describe(card); });
    card.addEventListener("blur", hide);
  }

  // -- which loads carry a service ----------------------------------------------------------------------------------------

  const services = new Map(Diagram.model.services.map((each) => [each.id, each]));
  let pinned = null;

  function mark(id) {
    const { runsOn, components } = services.get(id) ?? { runsOn: [], components: [] };
    for (const each of Diagram.drawings) each.classList.toggle("marking", services.has(id));
    for (const { card, members } of Diagram.folds) {
      card.classList.toggle("carries", members.some((name) => runsOn.includes(name)));
      card.classList.toggle("needed", members.some((name) => components.includes(name)));
    }
    for (const [name, card] of cards) {
      card.classList.toggle("carries", runsOn.includes(name));
      card.classList.toggle("needed", components.includes(name));
    }
  }

  for (const each of document.querySelectorAll("[data-service]")) {
    const id = each.dataset.service;
    each.addEventListener("pointerenter", () => mark(id));
    each.addEventListener("pointerleave", () => mark(pinned));
    each.addEventListener("focusin", () => mark(id));
    each.addEventListener("focusout", () => mark(pinned));
    each.addEventListener("click", () => {
      if (!each.hasAttribute("aria-pressed")) return;
      pinned = pinned === id ? null : id;
      for (const other of document.querySelectorAll("#serving [data-service]")) {
        other.setAttribute("aria-pressed", String(other.dataset.service === pinned));
      }
      mark(pinned ?? id);
    });
  }

  // -- zoom ---------------------------------------------------------------------------------------------------------------

  let scale = 1;

  function zoom(to) {
    scale = Math.min(Math.max(to, 0.1), 3);
    svg.setAttribute("width", String(natural.width * scale));
    svg.setAttribute("height", String(natural.height * scale));
  }

  const across = () => (stage.clientWidth - 2) / natural.width;
  const tallest = () => Math.max(window.innerHeight * 0.82, 240) - 2;
  /** The scale at which all of it is seen at once. */
  const fitting = () => Math.min(across(), tallest() / natural.height);
  document.getElementById("closer").addEventListener("click", () => zoom(scale * 1.25));
  document.getElementById("farther").addEventListener("click", () => zoom(scale / 1.25));
  document.getElementById("fit").addEventListener("click", () => zoom(Math.min(fitting(), 1.25)));
  zoom(Math.min(Math.max(fitting(), 0.7), 1.1, Math.max(across(), 0.62)));
  const first = stops[0].getBoundingClientRect();
  const frame = stage.getBoundingClientRect();
  stage.scrollLeft = first.left - frame.left - (frame.width - first.width) / 2;

  // -- finding one of many -------------------------------------------------------------------------------------------------

  /** The card of each component: its own, or that of the loads with the same cords. */
  const standsOn = new Map(order.flatMap((id) => [id, ...Diagram.model.elements.get(id).members].map((name) => [name, id])));
  const find = document.getElementById("find");
  find.hidden = standsOn.size < 25;
  document.getElementById("ids").append(...[...standsOn.keys()].map((id) => Object.assign(document.createElement("option"), { value: id })));

  /** Show one card among many, its group opened. */
  function lookAt(name) {
    const id = standsOn.get(name);
    if (id === undefined) return;
    reveal(id);
    if (scale < 0.62) zoom(0.62);
    cards.get(id).scrollIntoView({ block: "center", inline: "center" });
    focusOn(cards.get(id));
    describe(cards.get(id));
  }

  find.addEventListener("change", () => lookAt(find.value));

  // -- a reason, shown in the diagram ------------------------------------------------------------------------------------

  for (const each of document.querySelectorAll("button.show")) {
    const wanted = JSON.parse(each.dataset.out);
    each.hidden = !wanted.every(([id]) => cards.has(id) && !Diagram.model.elements.get(id).isLoad);
    each.addEventListener("click", () => {
      only(wanted);
      for (const [id] of wanted) reveal(id);
      document.getElementById("diagram").scrollIntoView();
    });
  }
  document.documentElement.classList.add("alive");
})();
