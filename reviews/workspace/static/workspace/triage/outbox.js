// Decisions on their way to the server: shown at once, sent one after another, kept in this browser until they are saved.
// The server knows each by its claim and version, so that sending one twice counts once.
import { keep, kept } from "../frame/storage.js";
import { token } from "../frame/token.js";

const RETRY = [1000, 2000, 5000, 10_000, 30_000]; // milliseconds

export class Outbox {
  constructor({ person, saved, refused, changed }) {
    Object.assign(this, { name: `outbox.${person}`, saved, refused, changed, isSending: false, isStuck: false, tries: 0 });
    this.waiting = kept(this.name, []);
    window.addEventListener("online", () => this.wake());
    window.addEventListener("beforeunload", (event) => this.waiting.length && navigator.onLine && event.preventDefault());
    this.store();
    this.send();
  }

  store() {
    keep(this.name, this.waiting.length ? this.waiting : null);
    this.changed(this.waiting.length, this.isStuck);
  }

  add(decision) {
    this.waiting.push(decision);
    this.store();
    this.send();
  }

  // Takes a decision back that has not left yet; false where it is on its way or saved.
  withdraw(claim, version) {
    const at = this.waiting.findIndex((one) => one.claim === claim && one.version === version);
    if (at < 0 || (at === 0 && this.isSending)) return false;
    this.waiting.splice(at, 1);
    this.store();
    return true;
  }

  // The line is back: at once, also where a try is just failing that began before.
  wake() {
    this.tries = 0;
    this.isWoken = true;
    this.send();
  }

  async send() {
    if (this.isSending || !this.waiting.length) return;
    this.isSending = true;
    this.isWoken = false;
    clearTimeout(this.timer);
    while (this.waiting.length) {
      const answer = await this.post(this.waiting[0]);
      if (!answer) break;
      this.tries = 0;
      this.isStuck = false;
      const [decision] = this.waiting.splice(0, 1);
      if (answer.ok) this.saved(decision, answer);
      else {
        this.waiting = this.waiting.filter((one) => one.claim !== decision.claim);
        this.refused(decision, answer);
      }
      this.store();
    }
    this.isSending = false;
    if (this.waiting.length) {
      this.isStuck = true;
      const wait = this.isWoken ? 0 : RETRY[Math.min(this.tries++, RETRY.length - 1)];
      this.timer = setTimeout(() => this.send(), wait);
    }
    this.store();
  }

  // The answer, or null where the server could not be asked or could not answer: then it is asked again.
  async post({ url, fields }) {
    try {
      const headers = { "HX-Request": "true", "X-CSRFToken": token() };
      const body = new URLSearchParams(fields);
      const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(15_000) });
      if (answer.type === "opaqueredirect") {
        this.why = "signedOut";
        return null;
      }
      if (answer.status >= 500 || answer.status === 429) {
        this.why = "trouble";
        return null;
      }
      this.why = "";
      return { ok: answer.ok, status: answer.status, html: await answer.text() };
    } catch {
      this.why = "offline";
      return null;
    }
  }
}
