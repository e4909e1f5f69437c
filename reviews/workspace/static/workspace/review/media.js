// The page of an image, a video or a recording: one more address, as often as there is room for it.
import { say } from "../frame/announce.js";

const places = document.querySelector("[data-places]");
const blank = document.querySelector("[data-blank-place]");
const more = document.querySelector("[data-add-place]");
const total = document.querySelector("[name=places-TOTAL_FORMS]");
const most = Number(document.querySelector("[name=places-MAX_NUM_FORMS]").value);

function add() {
  const number = Number(total.value);
  const row = document.createElement("template");
  row.innerHTML = blank.innerHTML.replaceAll("__prefix__", String(number)).replace("Address more", `Address ${number + 1}`);
  places.append(row.content);
  total.value = String(number + 1);
  more.hidden = number + 1 >= most;
  places.lastElementChild.querySelector("input").focus();
  say(`Address ${number + 1} added.`);
}

more.hidden = Number(total.value) >= most;
more.addEventListener("click", add);
