// Building elements without innerHTML: what a PBX says is shown, never run.

/**
 * Creates an element.
 *
 * @param {string} tag its name, with classes after dots: `p.lead.quiet`
 * @param {object} properties `onclick` and the like become listeners, the rest attributes; null,
 *     undefined and false leave an attribute out
 * @param {...(Node|string|null|undefined|false|Array)} children those that are nothing are left out
 */
export function h(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else {
      attribute(element, key, value);
    }
  }
  element.append(...present(children));
  return element;
}

/** Sets an attribute, or removes it when the value is null, undefined or false. */
export function attribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Replaces an element's children; those that are nothing are left out. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

/** Sets the text only when it differs, so that a screen reader is not told the same thing twice. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function present(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false);
}
