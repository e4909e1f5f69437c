// Watches an extraction and shows the page anew when it has ended.
"use strict";
(() => {
  const line = document.querySelector("[data-extraction]");
  if (!line) return;
  let wait = 700;
  const look = async () => {
    try {
      const answer = await fetch(line.dataset.extraction, { headers: { Accept: "application/json" } });
      if (answer.ok && ["done", "quarantined"].includes((await answer.json()).state)) {
        location.reload();
        return;
      }
    } catch {
      line.textContent = "The server does not answer; trying again. Nothing is lost.";
    }
    wait = Math.min(wait * 1.3, 10000);
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
})();
