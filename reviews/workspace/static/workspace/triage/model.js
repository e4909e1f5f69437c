// The claims of the article on screen: their order, what state each is in, and which one is chosen.
const WORDS = { candidate: "Candidate", accepted: "Accepted", dismissed: "Dismissed", duplicate: "Duplicate" };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Claims {
  constructor(skipped) {
    this.rows = [...document.querySelectorAll("#claims > li")];
    this.byId = new Map(this.rows.map((row) => [row.dataset.claim, row]));
    this.marks = new Map();
    for (const mark of document.querySelectorAll("#text mark"))
      for (const id of (mark.dataset.claims ?? mark.dataset.claim).split(" "))
        this.marks.set(id, [...(this.marks.get(id) ?? []), mark]);
    this.skipped = skipped;
    this.chosen = this.rows.find((row) => row.querySelector("[aria-current]"))?.dataset.claim ?? null;
    for (const link of document.querySelectorAll("#text mark a")) link.tabIndex = link.hasAttribute("aria-current") ? 0 : -1;
  }

  row(id) {
    return this.byId.get(String(id));
  }

  get order() {
    return this.rows.map((row) => row.dataset.claim);
  }

  isOpen(id) {
    const row = this.row(id);
    return row.dataset.state === "candidate" && "wanted" in row.dataset;
  }

  get left() {
    return this.order.filter((id) => this.isOpen(id));
  }

  beside(step) {
    const at = this.order.indexOf(this.chosen) + step;
    return this.order[at] ?? null;
  }

  // The candidate to go on with: the next one in the text that was not skipped, from the top again after the last.
  next() {
    const at = this.order.indexOf(this.chosen);
    const turn = [...this.order.slice(at + 1), ...this.order.slice(0, at + 1)];
    return turn.find((id) => this.isOpen(id) && !this.skipped.has(id)) ?? null;
  }

  upcoming(many) {
    const at = this.order.indexOf(this.chosen);
    const turn = [...this.order.slice(at + 1), ...this.order.slice(0, at)];
    return turn.filter((id) => this.isOpen(id)).slice(0, many);
  }

  set(id, state, version) {
    const row = this.row(id);
    if (!row) return;
    Object.assign(row.dataset, { state, version });
    if (state === "candidate") row.dataset.wanted = "";
    for (const element of [row, ...(this.marks.get(String(id)) ?? []).filter((mark) => mark.dataset.claim === String(id))]) {
      for (const name of Object.keys(WORDS)) element.classList.toggle(`mark-${name}`, name === state);
    }
    row.querySelector(".state-word").textContent = `${WORDS[state]}: `;
    for (const mark of this.marks.get(String(id)) ?? []) {
      const label = mark.dataset.claim === String(id) && mark.querySelector(".visually-hidden");
      if (label) label.textContent = label.textContent.replace(/^\[[^,\]]+/, `[${WORDS[state]}`);
    }
    this.count();
  }

  count() {
    const left = this.left.length;
    document.getElementById("left").textContent = left;
    document.getElementById("done").value = this.rows.length - left;
  }

  choose(id) {
    this.mark(this.chosen, false);
    this.chosen = String(id);
    this.mark(this.chosen, true);
    document.getElementById("place").textContent = this.order.indexOf(this.chosen) + 1;
    const first = this.marks.get(this.chosen)?.[0];
    const box = first?.getBoundingClientRect();
    const top = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    if (box && (box.top < top || box.bottom > innerHeight - 120) && innerWidth >= 860)
      first.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    this.row(id).querySelector("a").scrollIntoView({ block: "nearest" });
  }

  mark(id, isChosen) {
    const row = id && this.row(id);
    if (!row) return;
    const links = [row.querySelector("a"), ...(this.marks.get(id) ?? []).map((mark) => mark.querySelector("a"))];
    for (const mark of this.marks.get(id) ?? []) mark.classList.toggle("chosen", isChosen);
    for (const link of links) {
      if (isChosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      if (link.closest("mark")) link.tabIndex = isChosen ? 0 : -1;
    }
  }
}
