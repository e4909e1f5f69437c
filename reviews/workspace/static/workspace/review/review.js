// The page of one review: the hold on the claim, what is typed and not saved, comments on selected words.
import { say, toast } from "../frame/announce.js";
import { hide, show } from "../frame/banner.js";
import { token as csrfToken } from "../frame/token.js";

const RENEW = 4 * 60 * 1000; // milliseconds; a hold lasts a quarter of an hour
const form = document.getElementById("draft-form");
const hold = () => document.querySelector("[data-hold]");
const token = () => document.getElementById("draft-token")?.value ?? "0";
let isTyped = false;

function take(renewing) {
  const place = hold();
  if (!place) return;
  const values = renewing && token() !== "0" ? { token: token() } : {};
  return window.htmx.ajax("POST", place.dataset.renew, { target: place, swap: "outerHTML", values });
}

function release() {
  const place = hold();
  if (!place || token() === "0") return;
  const data = new FormData();
  data.append("csrfmiddlewaretoken", csrfToken());
  data.append("token", token());
  navigator.sendBeacon(place.dataset.release, data);
}

function save() {
  window.htmx.trigger(form, "save");
}

async function takeAgain(event) {
  event.preventDefault();
  document.getElementById("conflict")?.replaceChildren();
  await take(false); // its answer brings the token of the new hold
  if (token() !== "0") save();
}

function keepMine(button) {
  document.getElementById("draft-version").value = button.dataset.keepMine;
  document.getElementById("conflict").replaceChildren();
  save();
  say("Your text is being saved.");
}

function watchForm() {
  form.addEventListener("input", () => {
    isTyped = true;
    document.getElementById("saved").textContent = "Not saved yet …";
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) isTyped = false;
  });
  form.addEventListener("htmx:sendError", () => {
    document.getElementById("saved").textContent = "Not saved: no connection. It is sent when the line is back.";
  });
  window.addEventListener("online", () => isTyped && save());
  window.addEventListener("beforeunload", (event) => isTyped && event.preventDefault());
  window.addEventListener("pagehide", release);
  window.addEventListener("pageshow", (event) => event.persisted && take(false));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && take(true));
  setInterval(() => take(true), RENEW);
  take(false);
}

function passageOf(selection) {
  const words = selection.toString().trim();
  const place = selection.anchorNode?.parentElement?.closest("[data-place]");
  return words && place && place.contains(selection.focusNode) ? { words, place: place.dataset.place } : null;
}

function selected() {
  const field = document.activeElement;
  if (field?.matches?.("textarea[data-place]") && field.selectionEnd > field.selectionStart) {
    return { words: field.value.slice(field.selectionStart, field.selectionEnd).trim(), place: field.dataset.place };
  }
  const selection = document.getSelection();
  return selection && !selection.isCollapsed ? passageOf(selection) : null;
}

function watchSelection() {
  document.addEventListener("selectionchange", () => {
    const found = selected();
    const shown = document.querySelector("[data-comment-shown]");
    if (!found || !shown || found.words.length > 2000) return;
    document.querySelector("[data-comment-place]").value = found.place;
    document.querySelector("[data-comment-passage]").value = found.words;
    shown.textContent = found.words;
    shown.hidden = false;
  });
}

document.addEventListener("click", (event) => {
  const mine = event.target.closest("[data-keep-mine]");
  if (mine) keepMine(mine);
  else if (event.target.closest("[data-take-again]")) takeAgain(event);
  const opens = event.target.closest("summary[data-focus]");
  const isByKey = !event.isTrusted; // its key clicks it: that opens, and never closes
  if (opens && opens.parentElement.open && isByKey) event.preventDefault();
  if (opens && (isByKey || !opens.parentElement.open)) setTimeout(() => document.querySelector(opens.dataset.focus)?.focus());
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr?.status === 409 && event.detail.elt === form) toast("Not saved: compare the two texts.");
  if (event.detail.successful) hide("trouble");
});
document.addEventListener("htmx:timeout", () => show("The server did not answer. What you typed is still here."));
for (const printed of document.querySelectorAll(".excerpt mark.printed")) {
  const box = printed.closest(".excerpt");
  box.scrollTop = Math.max(0, printed.offsetTop - box.offsetTop - box.clientHeight / 3);
}
if (form) watchForm();
watchSelection();
