/* What moves on the page around the diagram: pointer, keyboard, zoom, figures on hover, reasons to show. */
"use strict";

(() => {
  const stage = document.querySelector(".stage");
  const { data, svg, cards, toggle, only } = Diagram;
  const natural = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };

  // -- taking out: pointer and keyboard ----------------------------------------------------------------------------

  const order = [...cards.keys()];
  let current = order[0];

  function focusOn(id) {
    cards.get(current).setAttribute("tabindex", "-1");
    current = id;
    cards.get(current).setAttribute("tabindex", "0");
    cards.get(current).focus();
  }

  const middle = (id) => {
    const box = cards.get(id).getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };

  /** The nearest card in a direction; what lies off to the side counts double. */
  function neighbour(id, [right, downward]) {
    const [x, y] = middle(id);
    let best = null;
    let least = Infinity;
    for (const other of order) {
      const [a, b] = middle(other);
      const along = (a - x) * right + (b - y) * downward;
      const aside = Math.abs((a - x) * downward) + Math.abs((b - y) * right);
      if (along > 1 && along + 2 * aside < least) [best, least] = [other, along + 2 * aside];
    }
    return best;
  }

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function onKey(event) {
    const card = event.target.closest(".card");
    if (!card) return;
    if (event.key === "Enter" || event.key === " ") toggle(card.dataset.id);
    else if (event.key === "Escape") only([]);
    else if (arrows[event.key]) {
      const next = neighbour(card.dataset.id, arrows[event.key]);
      if (next) focusOn(next);
    } else return;
    event.preventDefault();
  }

  for (const [id, card] of cards) {
    const isLoad = Diagram.model.elements.get(id).isLoad;
    card.setAttribute("role", isLoad ? "img" : "button");
    card.setAttribute("tabindex", id === current ? "0" : "-1");
    if (!isLoad) card.setAttribute("aria-pressed", "false");
  }
  svg.addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    if (!card) return;
    toggle(card.dataset.id);
    focusOn(card.dataset.id);
    if (event.pointerType === "touch") describe(card.dataset.id);
  });
  svg.addEventListener("keydown", onKey);
  document.getElementById("restore").addEventListener("click", () => only([]));

  // -- figures on hover and focus --------------------------------------------------------------------------------------

  const tip = document.getElementById("figures");

  function describe(id) {
    const heading = document.createElement("strong");
    heading.textContent = id;
    const table = document.createElement("dl");
    for (const [name, value] of data.figures[id]) {
      table.append(Object.assign(document.createElement("dt"), { textContent: name }));
      table.append(Object.assign(document.createElement("dd"), { textContent: value }));
    }
    tip.replaceChildren(heading, table);
    tip.hidden = false;
    const box = cards.get(id).getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left), window.innerWidth - tip.offsetWidth - 8);
    const below = box.bottom + 8 + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${(below ? box.bottom + 8 : Math.max(8, box.top - tip.offsetHeight - 8)) + window.scrollY}px`;
  }

  const hide = () => { tip.hidden = true; };
  for (const [id, card] of cards) {
    card.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") describe(id); });
    card.addEventListener("pointerleave", hide);
    card.addEventListener("focus", () => { if (card.matches(":focus-visible")) describe(id); });
    card.addEventListener("blur", hide);
  }

  // -- which loads carry a service ----------------------------------------------------------------------------------------

  const services = new Map(Diagram.model.services.map((each) => [each.id, each]));
  let pinned = null;

  function mark(id) {
    const { runsOn, components } = services.get(id) ?? { runsOn: [], components: [] };
    svg.classList.toggle("marking", services.has(id));
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

  const fitting = () => (stage.clientWidth - 2) / natural.width;
  document.getElementById("closer").addEventListener("click", () => zoom(scale * 1.25));
  document.getElementById("farther").addEventListener("click", () => zoom(scale / 1.25));
  document.getElementById("fit").addEventListener("click", () => zoom(fitting()));
  zoom(Math.min(Math.max(fitting(), 0.62), 1.25));
  const first = cards.get(order[0]).getBoundingClientRect();
  const frame = stage.getBoundingClientRect();
  stage.scrollLeft = first.left - frame.left - (frame.width - first.width) / 2;
  stage.scrollTop = first.top - frame.top - (frame.height - first.height) / 2;

  // -- finding one of many -------------------------------------------------------------------------------------------------

  const find = document.getElementById("find");
  find.hidden = order.length < 25;
  document.getElementById("ids").append(...order.map((id) => Object.assign(document.createElement("option"), { value: id })));
  find.addEventListener("change", () => {
    if (!cards.has(find.value)) return;
    if (scale < 0.62) zoom(0.62);
    cards.get(find.value).scrollIntoView({ block: "center", inline: "center" });
    focusOn(find.value);
  });

  // -- a reason, shown in the diagram ------------------------------------------------------------------------------------

  for (const each of document.querySelectorAll("button.show")) {
    const wanted = JSON.parse(each.dataset.out);
    each.hidden = !wanted.every(([id]) => cards.has(id) && !Diagram.model.elements.get(id).isLoad);
    each.addEventListener("click", () => {
      only(wanted);
      document.getElementById("diagram").scrollIntoView();
    });
  }
  document.documentElement.classList.add("alive");
})();
