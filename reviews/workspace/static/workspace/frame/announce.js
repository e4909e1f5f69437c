// Tells what has happened: in words for screen readers, and as a line at the bottom, with a way back where there is one.
const LASTS = 8000; // milliseconds, paused while the pointer or the focus is on it
let timer = 0;

export function say(words) {
  const place = document.getElementById("said");
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = words));
}

export function toast(words, { action = "", run = null } = {}) {
  const place = document.getElementById("toasts");
  place.replaceChildren();
  const line = document.createElement("span");
  line.textContent = words;
  place.append(line);
  if (run) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = action;
    button.addEventListener("click", () => {
      place.hidden = true;
      run();
    });
    place.append(button);
  }
  place.hidden = false;
  clearTimeout(timer);
  const leave = () => {
    if (place.matches(":hover, :focus-within")) timer = setTimeout(leave, 1000);
    else place.hidden = true;
  };
  timer = setTimeout(leave, LASTS);
  say(words);
}
