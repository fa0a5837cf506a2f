// Choosing on the map of the toets without leaving the page. Without script each
// municipality is a link to the answer with that one added or taken away. Here a press
// ticks the box in the list and sends the form, so that nothing typed in it is lost; the
// answer takes the place of the old one, and what had the focus has it again; what was
// typed wrong comes first.
import { showErrors } from "./error-summary.js";
import { checkFileSizes } from "./file-size.js";
import { connect } from "./map.js";

let request = null;

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-toets] a[data-toggle]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const box = link && tickBox(link.dataset.toggle);
  if (!box || !isPlain) return;
  event.preventDefault();
  box.checked = !box.checked;
  answer(box.form, link);
});

// Enter follows a link, and Space presses what acts as a button; here both do.
document.addEventListener("keydown", (event) => {
  const link = event.target.closest("[data-toets] a[data-toggle]");
  if (event.key !== " " || !link) return;
  event.preventDefault();
  link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
});

addEventListener("popstate", () => location.reload());

function tickBox(code) {
  return document.querySelector(`[data-toets] input[type=checkbox][value="${code}"]`);
}

async function answer(form, link) {
  request?.abort(); // the boxes of both presses are ticked: only the last answer matters
  request = new AbortController();
  const { signal } = request;
  const given = new FormData(form);
  given.set("kaart", new URLSearchParams(location.search).get("kaart") ?? "");
  document.querySelector(".toets-map")?.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(location.href, { method: "POST", body: given, signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("[data-toets]")) throw new Error(`No answer: ${response.status}`);
    if (response.redirected) history.pushState(null, "", response.url);
    show(page, link);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(link.href);
  }
}

function show(page, link) {
  const old = document.querySelector("[data-toets]");
  const open = new Set([...old.querySelectorAll("details[open]")].map(title));
  const fresh = document.adoptNode(page.querySelector("[data-toets]"));
  for (const details of fresh.querySelectorAll("details")) details.open ||= open.has(title(details));
  const place = placeOf(link);
  old.replaceWith(fresh);
  document.title = page.title;
  fresh.querySelectorAll("[data-map]").forEach(connect);
  checkFileSizes(fresh);
  if (fresh.querySelector("[data-error-summary]")) return showErrors(document);
  find(fresh, link.dataset.toggle, place)?.focus({ preventScroll: true });
  tell(fresh, link);
}

// "Utrecht: 3 van 26 gekozen" is the same list as "Utrecht: 4 van 26 gekozen".
function title(details) {
  return details.querySelector("summary").textContent.trim().split(":")[0];
}

// A municipality stands on the map and in lists; the focus goes back to the same place,
// and from a list that it left to the map.
function placeOf(link) {
  return link.closest("svg") ? "svg" : "ul";
}

function find(within, code, place) {
  const links = [...within.querySelectorAll(`a[data-toggle="${code}"]`)];
  return links.find((link) => link.closest(place)) ?? links[0] ?? within.querySelector("[data-map] a");
}

function tell(fresh, link) {
  const name = link.getAttribute("aria-label") ?? link.textContent.trim();
  const verdicts = [...fresh.querySelectorAll("[data-toets-verdict]")].map((one) => {
    const [rule, outcome] = [one.querySelector("a"), one.querySelector(".badge")];
    return `${rule.textContent}: ${outcome.textContent}`;
  });
  const summary = fresh.querySelector("[data-toets-summary]")?.textContent ?? "";
  document.querySelector("[data-toets-status]").textContent = `${name}: gedaan. ${summary} ${verdicts.join(", ")}.`;
}
