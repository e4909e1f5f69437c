// Light, dark, or as the system says.
import { keep, keptWord } from "./storage.js";

export function theme() {
  const choice = document.querySelector("[data-theme-choice]");
  if (!choice) return;
  const now = keptWord("theme", "auto");
  for (const input of choice.querySelectorAll("input")) {
    input.checked = input.value === now;
    input.addEventListener("change", () => {
      keep("theme", input.value === "auto" ? null : input.value);
      if (input.value === "auto") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = input.value;
    });
  }
}
