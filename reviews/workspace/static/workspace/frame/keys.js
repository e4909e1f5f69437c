// Keys of a page. Whatever has data-key="x" is clicked (a field: focused) when that key is pressed, so every key has a
// button. data-key-label names it in the help; "Ctrl+Enter" works inside fields as well, single keys do not. Inside an open
// menu or dialog its own keys come first. People may switch single keys off and remap them (WCAG 2.1.4).
import { keep, kept, keptWord } from "./storage.js";

const FIELDS = "input, textarea, select, [contenteditable]";
const TYPED = /^(text|search|url|email|number|date|password|tel|time|datetime-local|month|week|file|color|range|)$/;
const root = document.documentElement;
let remapped = kept("keymap", {});

const isSingle = (key) => key.length === 1;
const original = (element) => element.dataset.key.split(" ");
const present = (element) => remapped[original(element)[0]] ?? original(element)[0];
const all = (element) => original(element).map((key) => remapped[key] ?? key);
const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function isTyping(target) {
  const field = target.closest?.(FIELDS);
  return Boolean(field) && (field.tagName !== "INPUT" || TYPED.test(field.getAttribute("type") ?? ""));
}

function pressed(event) {
  const strong = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : ""].filter(Boolean);
  return [...strong, event.key].join("+");
}

function scopes() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  if (dialog) return [dialog];
  return [...document.querySelectorAll("details.menu[open] .menu-body"), document];
}

export function act(element) {
  if (element.matches("input:not([type=radio], [type=checkbox]), textarea, select")) {
    element.focus();
    element.select?.();
  } else element.click();
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const key = pressed(event);
  if (isSingle(key) && (root.dataset.keys === "off" || isTyping(event.target))) return;
  for (const scope of scopes()) {
    const match = [...scope.querySelectorAll("[data-key]")].find(
      (element) => all(element).includes(key) && !element.disabled && seen(element),
    );
    if (!match) continue;
    event.preventDefault();
    act(match);
    return;
  }
}

export function hints(within = document) {
  for (const element of within.querySelectorAll("[data-key]")) {
    const key = present(element);
    element.setAttribute("aria-keyshortcuts", key.replace("Ctrl", "Control"));
    const hint = element.querySelector(":scope > kbd");
    if (hint && hint.textContent !== key) hint.textContent = key;
  }
  for (const hint of within.querySelectorAll("[data-key-shows]")) hint.textContent = remapped[hint.dataset.keyShows] ?? hint.dataset.keyShows;
}

const nameOf = (element) => element.dataset.keyLabel || element.ariaLabel || element.textContent.trim().replace(/\s+/g, " ");

function row(element) {
  const line = document.createElement("tr");
  const name = document.createElement("th");
  const place = document.createElement("td");
  name.scope = "row";
  name.textContent = nameOf(element);
  if (isSingle(original(element)[0])) {
    const field = document.createElement("input");
    field.className = "key-field";
    field.value = present(element);
    field.ariaLabel = `Key for: ${name.textContent}`;
    field.readOnly = true;
    field.addEventListener("keydown", (event) => remap(event, element));
    place.append(field);
  } else {
    const fixed = document.createElement("kbd");
    fixed.textContent = original(element)[0];
    place.append(fixed);
  }
  line.append(name, place);
  return line;
}

function remap(event, element) {
  if (!isSingle(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.key === " ") return;
  event.preventDefault();
  event.stopPropagation();
  const others = listed().filter((other) => original(other)[0] !== original(element)[0]);
  const taken = others.find((other) => present(other) === event.key);
  if (taken) {
    event.target.setCustomValidity(`“${event.key}” is taken: ${nameOf(taken)}`);
    event.target.reportValidity();
    return;
  }
  event.target.setCustomValidity("");
  remapped = { ...remapped, [original(element)[0]]: event.key };
  keep("keymap", remapped);
  event.target.value = event.key;
  hints();
}

function listed() {
  const first = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    const key = original(element)[0];
    if (!element.closest(".menu-body, dialog:not([open])") && !first.has(key)) first.set(key, element);
  }
  return [...first.values()];
}

export function keys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:load", (event) => hints(event.target));
  hints();
  const help = document.getElementById("help");
  const isOn = document.getElementById("keys-on");
  const fill = () => help.querySelector("tbody").replaceChildren(...listed().map(row));
  new MutationObserver(() => help.open && fill()).observe(help, { attributes: true, attributeFilter: ["open"] });
  isOn.checked = keptWord("keys", "on") !== "off";
  isOn.addEventListener("change", () => {
    keep("keys", isOn.checked ? null : "off");
    if (isOn.checked) delete root.dataset.keys;
    else root.dataset.keys = "off";
  });
  document.getElementById("keys-reset").addEventListener("click", () => {
    remapped = {};
    keep("keymap", null);
    hints();
    fill();
  });
}
