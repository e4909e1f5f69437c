// Sets theme and keys before the first paint, so that nothing flashes. Blocking on purpose, and tiny.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("desk.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (localStorage.getItem("desk.keys") === "off") root.dataset.keys = "off";
  } catch {
    // no storage in this browser: the defaults do
  }
})();
