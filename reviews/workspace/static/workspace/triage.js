// Triage by keyboard: a decision shows at once and is sent behind; what the server refuses comes back with its reason.
import { hide, show, WORDS, wordsFor } from "./frame/banner.js";
import { say, toast } from "./frame/announce.js";
import { hints } from "./frame/keys.js";
import { token } from "./frame/token.js";
import { Cards } from "./triage/cards.js";
import { Claims } from "./triage/model.js";
import { Outbox } from "./triage/outbox.js";
import { selected, sentences } from "./triage/passages.js";

const TARGET = { accept: "accepted", dismiss: "dismissed", merge: "duplicate", reopen: "candidate", undo: "candidate" };
const SAID = { accept: "Accepted", dismiss: "Dismissed", merge: "Merged", reopen: "A candidate again", undo: "Undone" };
const MOST_UNDONE = 10;
const place = document.getElementById("triage");
const skipped = new Set(); // claims, as long as the page is open
let claims, cards, panes;
let decisions = []; // this person's latest, the latest first: { claim, version, words, state }
let isLeaving = false;

const mayDecide = () => panes && "mayDecide" in panes.dataset;
const outbox = new Outbox({
  person: document.body.dataset.person,
  saved: settle,
  refused: comeBack,
  changed: (many, isStuck) => {
    const line = document.getElementById("unsaved");
    if (line) {
      line.hidden = !many || !isStuck;
      line.textContent = `${many} ${many === 1 ? "decision" : "decisions"} not saved yet`;
    }
    if (many && isStuck) show(WORDS[outbox?.why] ?? WORDS.offline, "outbox");
    else hide("outbox");
    if (!many && isLeaving) goOn();
  },
});

// ── What is on screen ──────────────────────────────────────────────────────────────────────────────────────────────

function begin() {
  panes = place.querySelector(".panes");
  isLeaving = false;
  hints(place);
  readDecisions();
  if (!panes) return;
  claims = new Claims(skipped);
  cards = new Cards(panes.dataset.cards);
  for (const one of outbox.waiting) if (claims.row(one.claim)) claims.set(one.claim, TARGET[one.act], one.version + 1);
  if (claims.chosen && outbox.waiting.some((one) => one.claim === claims.chosen)) moveOn();
  else if (claims.chosen) choose(claims.chosen);
}

function choose(id) {
  if (!id) return;
  id = String(id);
  document.getElementById("finished").hidden = true;
  document.getElementById("card").hidden = false;
  claims.choose(id);
  const draw = () => {
    const card = cards.show(id, claims.row(id));
    window.htmx?.process(card);
    hints(card);
    setBar(card);
  };
  draw();
  cards.prepare(id, claims.upcoming(8), () => claims.chosen === id && draw());
  history.replaceState(null, "", addressOf({ claim: id }));
}

function setBar(card) {
  const bar = document.getElementById("bar");
  if (!bar) return;
  const row = claims.row(claims.chosen);
  bar.hidden = false;
  bar.dataset.claim = row.dataset.claim;
  for (const part of bar.querySelectorAll("[data-from]")) part.hidden = !part.dataset.from.split(" ").includes(row.dataset.state);
  for (const field of bar.querySelectorAll("[name=version]")) field.value = row.dataset.version;
  for (const form of bar.querySelectorAll("[data-act]"))
    form.setAttribute("action", form.getAttribute("action").replace(/\d+\/(\w+)\/$/, `${row.dataset.claim}/$1/`));
  const merge = bar.querySelector("[data-act=merge]");
  const into = target(card);
  merge.elements.into.value = into;
  merge.querySelector("button").disabled = !into;
  bar.querySelector(".menu").open = false;
  for (const choice of bar.querySelectorAll(".choice")) {
    const digit = choice.dataset.key.split(" ")[0];
    const isLikely = choice.value === (card.dataset.reason ?? "");
    choice.dataset.key = isLikely ? `${digit} x` : digit;
    choice.toggleAttribute("data-likely", isLikely);
  }
}

// The claim that the shown one would be merged into: the likest that is not, to our own knowledge, decided away meanwhile.
function target(card) {
  const isLive = (id) => ["candidate", "accepted", undefined].includes(claims.row(id)?.dataset.state);
  let first = "";
  for (const near of card.querySelectorAll(".near")) {
    const form = near.querySelector("[data-act=merge]");
    if (form) form.hidden = !isLive(form.elements.into.value);
    const isFirst = !first && form && !form.hidden;
    near.classList.toggle("is-first", Boolean(isFirst));
    if (isFirst) first = form.elements.into.value;
  }
  return first;
}

function addressOf(more = {}, { skip = true } = {}) {
  const query = new URLSearchParams(panes.dataset.query);
  if (more.claim) query.set("article", panes.dataset.article);
  if (skip && panes.dataset.skipped) query.set("skipped", panes.dataset.skipped);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `${panes.dataset.page}?${query}`;
}

// ── Deciding ───────────────────────────────────────────────────────────────────────────────────────────────────────

function decide(act, form, submitter) {
  const fields = Object.fromEntries(new FormData(form, submitter));
  delete fields.csrfmiddlewaretoken;
  const id = claims.chosen;
  const version = Number(claims.row(id).dataset.version);
  const words = claims.row(id).querySelector(".words").textContent;
  fields.version = version;
  claims.set(id, TARGET[act], version + 1);
  if (act !== "reopen") remember({ claim: id, version: version + 1, words, state: TARGET[act] });
  outbox.add({ claim: id, act, version, fields, url: form.getAttribute("action"), words });
  if (act === "reopen") {
    refresh(id);
    say(`${SAID[act]}.`);
  } else {
    toast(`${SAID[act]}.`, { action: "Undo", run: undo });
    say(`${SAID[act]}. Undo with ${place.querySelector("[data-undo] kbd")?.textContent ?? "the button"}.`);
    moveOn();
  }
}

function refresh(id) {
  cards.forget(id);
  choose(id);
}

function moveOn() {
  const next = claims.next();
  if (next) choose(next);
  else finish();
}

function finish() {
  const left = claims.left.length;
  document.getElementById("finished").hidden = false;
  document.getElementById("card").hidden = true;
  const bar = document.getElementById("bar");
  if (bar) bar.hidden = true;
  const words = document.getElementById("finished-words");
  if (outbox.isStuck) words.textContent = "The next article loads as soon as your decisions are saved.";
  say(left ? "You have been through this article." : "All decided here.");
  isLeaving = true;
  if (!outbox.waiting.length) goOn();
}

function goOn() {
  isLeaving = false;
  const before = panes.dataset.skipped ? panes.dataset.skipped.split(",") : [];
  const passed = claims.left.length ? [...before, panes.dataset.article] : before;
  load(addressOf(passed.length ? { skipped: passed.join(",") } : {}, { skip: false }), { announce: true });
}

async function load(url, { announce = false, push = true } = {}) {
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "manual" });
    if (answer.type === "opaqueredirect") return show(WORDS.signedOut);
    if (!answer.ok) return show(wordsFor(answer.status));
    replace(await answer.text(), push ? url : null);
    scrollTo({ top: 0, behavior: "instant" });
    const title = place.querySelector("#text-heading, .empty h2")?.textContent.trim();
    if (announce && title) say(title);
  } catch {
    show(WORDS.offline, "offline");
    window.addEventListener("online", () => load(url, { announce, push }), { once: true });
  }
}

function replace(html, url) {
  const page = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(...page.body.childNodes);
  if (url) history.pushState(null, "", url);
  window.htmx?.process(place);
  begin();
}

// ── Taking back, coming back ───────────────────────────────────────────────────────────────────────────────────────

function readDecisions() {
  const saved = [...place.querySelectorAll("#decisions > li[data-claim]")].map((line) => ({
    claim: line.dataset.claim,
    version: Number(line.dataset.version),
    words: line.querySelector("[dir]").textContent,
    state: line.querySelector("strong").textContent.toLowerCase(),
  }));
  const known = new Set(decisions.map((one) => one.claim));
  decisions = [...decisions, ...saved.filter((one) => !known.has(one.claim))].slice(0, MOST_UNDONE);
  const undone = new Set(outbox.waiting.filter((one) => one.act === "undo").map((one) => one.claim));
  decisions = decisions.filter((one) => !undone.has(one.claim));
  drawDecisions();
}

function remember(decision) {
  decisions = [decision, ...decisions.filter((one) => one.claim !== decision.claim)].slice(0, MOST_UNDONE);
  drawDecisions();
}

function drawDecisions() {
  const list = document.getElementById("decisions");
  if (!list) return;
  const button = place.querySelector("button[data-undo], [data-undo] button");
  button.disabled = !decisions.length;
  const lines = decisions.map((one) => {
    const line = document.createElement("li");
    const choice = Object.assign(document.createElement("button"), { type: "button" });
    const words = document.createElement("span");
    const state = Object.assign(document.createElement("strong"), { textContent: one.state[0].toUpperCase() + one.state.slice(1) });
    const said = Object.assign(document.createElement("span"), { dir: "auto", textContent: ` ${one.words}` });
    words.append(state, said);
    choice.append(words, Object.assign(document.createElement("span"), { className: "soft", textContent: "Undo" }));
    choice.addEventListener("click", () => undo(one));
    line.append(choice);
    return line;
  });
  const none = Object.assign(document.createElement("li"), { className: "soft none", textContent: "None in the last day." });
  list.replaceChildren(...(lines.length ? lines : [none]));
}

function undo(which) {
  const one = which?.claim ? which : decisions[0];
  if (!one) return;
  decisions = decisions.filter((other) => other !== one);
  drawDecisions();
  for (const menu of place.querySelectorAll("details.menu[open]")) menu.open = false;
  const isWithdrawn = outbox.withdraw(one.claim, one.version - 1);
  if (!isWithdrawn) {
    const url = place.querySelector("#bar [data-act=accept]")?.getAttribute("action") ?? `${location.pathname}0/accept/`;
    outbox.add({
      claim: one.claim, act: "undo", version: one.version, fields: { version: one.version }, words: one.words,
      url: url.replace(/\d+\/\w+\/$/, `${one.claim}/undo/`),
    });
  }
  isLeaving = false;
  if (panes && claims.row(one.claim)) {
    claims.set(one.claim, "candidate", isWithdrawn ? one.version - 1 : one.version + 1);
    skipped.delete(one.claim);
    choose(one.claim);
    toast("Undone: it is a candidate again.");
  } else
    toast("Undone: a candidate of another article again.", {
      action: "Open it",
      run: () => load(`${panes?.dataset.page ?? location.pathname}?claim=${one.claim}`),
    });
}

// What was undone is what it was before the decision, which need not be a candidate: the server knows.
function settle(decision, answer) {
  const told = decision.act === "undo" && new DOMParser().parseFromString(answer.html, "text/html").querySelector(".outcome");
  const row = told && claims?.row(decision.claim);
  if (!row || row.dataset.version !== told.dataset.version || row.dataset.state === told.dataset.state) return;
  claims.set(decision.claim, told.dataset.state, told.dataset.version);
  if (claims.chosen === String(decision.claim)) refresh(decision.claim);
  toast(`Undone: it is ${told.dataset.state} again.`);
}

function comeBack(decision, answer) {
  decisions = decisions.filter((one) => one.claim !== decision.claim);
  drawDecisions();
  const told = new DOMParser().parseFromString(answer.html, "text/html").querySelector(".outcome");
  const row = claims?.row(decision.claim);
  if (!row) return toast(`Not saved: “${decision.words}”`, { action: "Look at it", run: () => load(`${location.pathname}?claim=${decision.claim}`) });
  isLeaving = false;
  claims.set(decision.claim, told?.dataset.state ?? "candidate", told?.dataset.version ?? decision.version);
  cards.forget(decision.claim);
  choose(decision.claim);
  explain(decision.claim, told?.firstElementChild ?? note(wordsFor(answer.status)));
}

// Puts the reason on the card, and again when the real card has come.
function explain(id, words) {
  const put = () => {
    const card = document.querySelector("#card .claim-card");
    if (claims.chosen !== id || card.contains(words)) return;
    card.prepend(words);
  };
  put();
  new MutationObserver(put).observe(document.getElementById("card"), { childList: true });
  say(words.textContent.trim().replace(/\s+/g, " "));
}

function note(words) {
  return Object.assign(document.createElement("p"), { className: "note note-warning", textContent: words });
}

// ── Adding what the machine missed ─────────────────────────────────────────────────────────────────────────────────

function offer() {
  const bar = document.getElementById("selection-bar");
  if (!bar || bar.contains(document.activeElement)) return;
  const passage = selected();
  bar.hidden = !passage;
  if (!passage) return;
  bar.elements.start.value = passage.start;
  bar.elements.end.value = passage.end;
  bar.style.top = `${scrollY + passage.box.bottom}px`;
  bar.style.left = `${Math.min(Math.max(8, passage.box.left), innerWidth - 160)}px`;
}

async function add(form) {
  const headers = { "HX-Request": "true", "X-CSRFToken": token() };
  try {
    const answer = await fetch(form.action, { method: "POST", headers, body: new FormData(form), redirect: "manual" });
    if (answer.type === "opaqueredirect") return show(WORDS.signedOut);
    const html = await answer.text();
    if (answer.ok) {
      getSelection().removeAllRanges();
      replace(html, null);
      toast("Added: it is a candidate now.");
    } else if (answer.status === 422 && form.matches("[data-add]")) form.querySelector(".refusal").innerHTML = html;
    else toast(answer.status === 422 ? new DOMParser().parseFromString(html, "text/html").body.textContent.trim() : wordsFor(answer.status));
  } catch {
    toast("No connection: the claim was not added. Try again when the line is back.");
  }
}

function listSentences() {
  const list = document.getElementById("sentence");
  const found = sentences();
  list.replaceChildren(...found.map((one, at) => new Option(one.words, at)));
  list.onchange = () => {
    document.getElementById("passage").value = found[list.value].words;
  };
  list.focus();
}

// ── Listening ──────────────────────────────────────────────────────────────────────────────────────────────────────

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!place.contains(form)) return;
  if (form.matches("[data-act]")) decideBy(event, form);
  else if (form.matches("[data-undo]")) event.preventDefault(), undo();
  else if (form.matches("#selection-bar, [data-add]")) event.preventDefault(), add(form);
});

function decideBy(event, form) {
  event.preventDefault();
  if (mayDecide()) decide(form.dataset.act, form, event.submitter);
}

place.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const mark = event.target.closest("#text mark");
  const line = event.target.closest("#claims a");
  if (mark || line) {
    event.preventDefault();
    choose(line ? line.closest("li").dataset.claim : turnOf(mark));
  }
  const step = event.target.closest("[data-step]");
  if (step) choose(claims.beside(Number(step.dataset.step)));
  if (event.target.closest("[data-skip]")) {
    event.preventDefault();
    skipped.add(claims.chosen);
    say("Skipped.");
    moveOn();
  }
  if (event.target.closest("button[data-undo]")) undo();
});

// Where claims share words, each click goes to the next of them.
function turnOf(mark) {
  const all = (mark.dataset.claims ?? mark.dataset.claim).split(" ");
  return all.includes(claims.chosen) ? all[(all.indexOf(claims.chosen) + 1) % all.length] : mark.dataset.claim;
}

place.addEventListener("change", (event) => {
  if (event.target.closest(".filters")) event.target.form.requestSubmit();
});
place.addEventListener("toggle", (event) => {
  if (event.target.matches(".edit") && event.target.open && event.isTrusted) event.target.querySelector("textarea")?.focus();
  if (event.target.matches("#add-claim") && event.target.open) listSentences();
}, true);
let selecting = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(selecting);
  selecting = setTimeout(offer, 120);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const card = document.querySelector("#card .claim-card");
  if (!card || !document.getElementById("card").contains(event.target)) return;
  cards.known.set(card.dataset.claim, card);
  card.querySelector(".refusal .note")?.scrollIntoView({ block: "nearest" });
  const row = claims.row(card.dataset.claim);
  if (row && card.dataset.version) {
    claims.set(card.dataset.claim, card.dataset.state, card.dataset.version);
    row.querySelector(".words").textContent = card.querySelector(".claim-sentence").textContent;
    setBar(card);
  }
});
window.addEventListener("popstate", () => load(location.href, { push: false }));
begin();
