// Says that the line is down, or that the server refused, in one place that nobody overlooks.
let standing = "";

export function show(words, kind = "trouble") {
  const place = document.getElementById("banner");
  standing = kind;
  if (place.textContent !== words) place.textContent = words;
  place.hidden = false;
}

export function hide(kind) {
  if (kind && kind !== standing) return;
  document.getElementById("banner").hidden = true;
  standing = "";
}

export const WORDS = {
  offline: "No connection. What you see stays; what you decide is kept here and sent when the line is back.",
  signedOut: "You have been signed out. Sign in again in another tab, then try once more: nothing you did here is lost.",
  forbidden: "Your role on this desk does not allow this. Nothing was changed.",
  trouble: "The server is in trouble. Nothing was changed; try again in a moment.",
  gone: "This is not here any more. Load the page again to see what there is.",
};

export function wordsFor(status) {
  return { 401: WORDS.signedOut, 403: WORDS.forbidden, 404: WORDS.gone }[status] ?? WORDS.trouble;
}

export function banner() {
  window.addEventListener("offline", () => show(WORDS.offline, "offline"));
  window.addEventListener("online", () => hide("offline"));
  if (!navigator.onLine) show(WORDS.offline, "offline");
  document.addEventListener("htmx:responseError", (event) => show(wordsFor(event.detail.xhr.status)));
  document.addEventListener("htmx:sendError", () => show(WORDS.offline, "offline"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && hide());
}
