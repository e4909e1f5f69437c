// Watches an extraction and shows the page anew when it has ended.
"use strict";
(() => {
  const line = document.querySelector("[data-extraction]");
  if (!line) return;
  const said = line.textContent;
  let wait = 700;
  const say = (words) => {
    if (line.textContent !== words) line.textContent = words;
  };
  const look = async () => {
    try {
      const answer = await fetch(line.dataset.extraction, { headers: { Accept: "application/json" } });
      if (answer.status === 401 || answer.status === 403) {
        say("You have been logged out. Load this page again to log in; nothing is lost.");
        return;
      }
      if (answer.ok && ["done", "quarantined"].includes((await answer.json()).state)) {
        location.reload();
        return;
      }
      say(answer.ok ? said : "The server is in trouble; trying again. Nothing is lost.");
    } catch {
      say("The server does not answer; trying again. Nothing is lost.");
    }
    wait = Math.min(wait * 1.3, 10000);
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
})();
