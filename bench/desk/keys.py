"""From a key press to the next claim on screen: triage in a real Chromium, decided by keyboard alone.

Everything is measured in the page: from the time of the key event to the first frame behind the one in which the card
of another claim stands there with all that is told about it. Beside it: until the server has answered the decision.
"""

import time
from random import Random
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser

from bench.desk.figures import percentile
from bench.desk.rows import SEED, Newsroom
from bench.desk.screens import session_of

PAUSE = 0.35  # seconds between two decisions: somebody quick, who reads the claim
LISTEN = """
window.bench = { shown: [], answered: [] };
const sent = new Map();
let pressed = null;
const claim = () => document.querySelector("#card .claim-card:has(.why)")?.dataset.claim;
const place = () => document.querySelector(".panes")?.dataset.article;
addEventListener("keydown", (event) => {
  const decides = event.key === "a" || (event.key === "x" && document.querySelector("#bar details[open]"));
  if (!decides || !claim()) return;
  pressed = { at: event.timeStamp, claim: claim(), article: place() };
  sent.set(pressed.claim, event.timeStamp);
}, true);
const look = () => {
  if (!pressed || !claim() || claim() === pressed.claim) return;
  const one = pressed;
  pressed = null;
  const note = () => bench.shown.push([performance.now() - one.at, one.article !== place()]);
  requestAnimationFrame(() => setTimeout(note));
};
new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
const fetched = window.fetch;
window.fetch = async (address, ...rest) => {
  const answer = await fetched(address, ...rest);
  const decided = String(address).match(/\\/triage\\/(\\d+)\\/(accept|dismiss)\\/$/);
  if (decided && answer.ok) bench.answered.push(performance.now() - sent.get(decided[1]));
  return answer;
};
"""


def measure(address: str, room: Newsroom, browser: Browser, *, candidates: int, decisions: int) -> list[dict[str, Any]]:
    """The times of so many decisions: a quarter accepted, the others dismissed for the likely reason."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(room.people[0]), "url": address}])
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.goto(f"{address}/desk/triage/")
    page.wait_for_selector("#card .claim-card .why")
    page.wait_for_load_state("networkidle")
    chance = Random(SEED)
    for number in range(1, decisions + 1):
        for key in "a" if chance.random() < 0.25 else "xx":
            page.keyboard.press(key)
        page.wait_for_function("many => bench.shown.length === many", arg=number, timeout=30_000)
        time.sleep(PAUSE)
    page.wait_for_function("many => bench.answered.length === many", arg=decisions, timeout=30_000)
    shown, answered = page.evaluate("bench.shown"), page.evaluate("bench.answered")
    context.close()
    within, across = ([took / 1000 for took, is_next in shown if is_next is wanted] for wanted in (False, True))
    rows = (
        ("next claim on screen", [*within, *across]), ("… in the same article", within),
        ("… in the next article", across), ("the server has answered", [took / 1000 for took in answered]),
    )  # fmt: skip
    return [
        {
            "candidates": candidates, "from the key press until": name, "decisions": len(times),
            "p50 ms": percentile(times, 0.5), "p95 ms": percentile(times, 0.95), "worst ms": percentile(times, 1.0),
        }
        for name, times in rows if times
    ]  # fmt: skip
