// Cards of claims, fetched before they are needed, so that the next one is there at once.
const AHEAD = 6;

export class Cards {
  constructor(address) {
    this.address = address;
    this.known = new Map();
    this.asked = new Map(); // what is on its way
    const first = document.querySelector("#card .claim-card");
    if (first) this.known.set(first.dataset.claim, first);
  }

  has(id) {
    return this.known.has(id);
  }

  forget(id) {
    this.known.delete(id);
    this.asked.delete(id);
  }

  // Puts the card on screen: the real one, or its words alone until it comes.
  show(id, row) {
    const place = document.getElementById("card");
    const card = this.known.get(id) ?? this.outline(row);
    if (place.firstElementChild !== card || place.childElementCount > 1) place.replaceChildren(card);
    place.scrollTop = 0;
    return card;
  }

  outline(row) {
    const card = document.createElement("article");
    card.className = "claim-card";
    card.dataset.claim = row.dataset.claim;
    const words = document.createElement("h2");
    words.className = "claim-sentence";
    words.dir = "auto";
    words.textContent = row.dataset.quote;
    const bars = [0, 1, 2].map(() => Object.assign(document.createElement("span"), { className: "skeleton" }));
    card.append(words, ...bars);
    return card;
  }

  // Asks for the cards that are neither here nor on their way.
  fetch(ids) {
    const wanted = ids.filter((id) => !this.known.has(id) && !this.asked.has(id));
    if (!wanted.length) return;
    const coming = this.bring(wanted).finally(() => wanted.forEach((id) => this.asked.delete(id)));
    wanted.forEach((id) => this.asked.set(id, coming));
  }

  async bring(ids) {
    try {
      const answer = await fetch(`${this.address}?claims=${ids.join(",")}`, { headers: { "HX-Request": "true" }, redirect: "manual" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const card of page.querySelectorAll(".claim-card")) this.known.set(card.dataset.claim, document.adoptNode(card));
    } catch {
      // no line: the outline stays, and the card is asked for again when its turn comes
    }
  }

  // Sees to it that this card and the next ones are here; calls back when this one has come.
  async prepare(id, upcoming, came) {
    const needed = !this.known.has(id);
    const short = upcoming.slice(0, 3).some((one) => !this.known.has(one));
    this.fetch([id]);
    if (short) this.fetch(upcoming.slice(0, AHEAD));
    if (!needed) return;
    await this.asked.get(id);
    if (this.known.has(id)) came();
  }
}
