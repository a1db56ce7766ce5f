/* What the page says in the language of the report: templates with named parameters, and signs of figures. */
"use strict";

const Words = (() => {
  const { templates, decimal } = JSON.parse(document.getElementById("powercalc-model").textContent).spoken;

  /** Fill in a template, translated where the page has a translation; a parameter is never read as one. */
  function say(template, parameters = {}) {
    return (templates[template] ?? template).replace(/\{(\w+)\}/g, (_, name) => parameters[name]);
  }

  /** A figure with the decimal sign of the language. */
  const figure = (text) => text.replace(".", decimal);

  return { say, figure };
})();
