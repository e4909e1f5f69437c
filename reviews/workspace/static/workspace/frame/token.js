// The token against forged requests, as the cookie has it at that moment: signing in again in another tab changes it, and
// what is open here must go on.
export function token() {
  const kept = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  return kept ? kept[1] : JSON.parse(document.body.getAttribute("data-hx-headers"))["X-CSRFToken"];
}

export function tokens() {
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    detail.headers["X-CSRFToken"] = token();
    if (detail.formData.has("csrfmiddlewaretoken")) detail.formData.set("csrfmiddlewaretoken", token());
  });
  document.addEventListener("submit", ({ target }) => {
    const field = target.querySelector("input[name=csrfmiddlewaretoken]");
    if (field) field.value = token();
  }, true);
}
