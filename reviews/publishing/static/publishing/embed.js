/* Turns links to fact-checks into cards: <a class="fact-check-card" href="https://…/fact-checks/…/">…</a>
   <script async src="https://…/static/publishing/embed.js"></script> */
(() => {
  const home = new URL(document.currentScript.src).origin;
  const show = (link) => {
    const to = new URL(link.href);
    const [, slug] = to.pathname.match(/^\/fact-checks\/([-\w]+)\/?$/) || [];
    if (to.origin !== home || !slug) return;
    const frame = document.createElement("iframe");
    frame.src = `${home}/fact-checks/card/${slug}/`;
    frame.title = `Fact-check: ${link.textContent.trim()}`;
    frame.width = 560;
    frame.height = link.dataset.height || 300;
    frame.loading = "lazy";
    frame.sandbox = "allow-popups allow-popups-to-escape-sandbox";
    frame.style.cssText = "border:0;max-width:100%";
    link.replaceWith(frame);
  };
  const all = () => document.querySelectorAll("a.fact-check-card").forEach(show);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
