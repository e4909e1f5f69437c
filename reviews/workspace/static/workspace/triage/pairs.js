// One pair has the keys: j and k pass them on, m and d decide it, u undoes what was decided last.
const list = document.getElementById("pairs");
const open = () => [...(list?.querySelectorAll("[data-pair]") ?? [])];
let here = null;

function keyOn(scope, name) {
  for (const button of list.querySelectorAll(`[data-${name}-key]`)) {
    if (button.closest(".pair") === scope) button.dataset.key = button.getAttribute(`data-${name}-key`);
    else delete button.dataset.key;
  }
}

function go(pair, isFocused = true) {
  here?.classList.remove("is-here");
  here = pair;
  if (!pair) return;
  pair.classList.add("is-here");
  keyOn(pair, "here");
  if (!isFocused) return;
  pair.focus({ preventScroll: true });
  pair.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const pairs = open();
  const at = pairs.indexOf(here);
  go(pairs[Math.min(Math.max(at + by, 0), pairs.length - 1)] ?? null);
}

function following(row) {
  for (let next = row.nextElementSibling; next; next = next.nextElementSibling) if (next.matches("[data-pair]")) return next;
  return open()[0] ?? null;
}

if (list) {
  for (const button of document.querySelectorAll("[data-step]")) button.addEventListener("click", () => step(Number(button.dataset.step)));
  list.addEventListener("focusin", (event) => {
    const pair = event.target.closest("[data-pair]");
    if (pair && pair !== here) go(pair, false);
  });
  document.addEventListener("htmx:load", (event) => {
    const row = event.target;
    if (!row.matches?.(".pair")) return;
    if (row.matches(".is-done")) keyOn(row, "done");
    go(row.matches(".is-done") ? following(row) : row);
  });
  keyOn(list.querySelector(".is-done"), "done");
  go(open()[0] ?? null, false);
}
