// Comforts on a map of links: the name at the pointer, and the row of the table that
// belongs to a region lights up (and the other way round). Without script the links,
// their titles and the table say the same.
const TIP_DISTANCE = 14;

for (const page of document.querySelectorAll("[data-map]")) {
  connect(page);
}

export function connect(page) {
  const svg = page.querySelector("svg.map-svg");
  const tip = document.createElement("div");
  tip.className = "map-tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  page.append(tip);

  for (const link of svg.querySelectorAll(".map-link")) {
    link.querySelector("title")?.remove(); // the tip takes its place; the name stays as aria-label
    link.addEventListener("focus", () => {
      point(page, [link.dataset.region]);
      if (link.matches(":focus-visible")) {
        const box = link.getBoundingClientRect();
        showTip(tip, [link], box.left + box.width / 2, box.top + box.height / 2);
      }
    });
    link.addEventListener("blur", () => clear(page, tip));
  }
  svg.addEventListener("pointermove", (event) => {
    const links = linksAt(event.clientX, event.clientY);
    point(page, links.map((link) => link.dataset.region));
    showTip(tip, links, event.clientX, event.clientY);
  });
  svg.addEventListener("pointerleave", () => clear(page, tip));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tip.hidden = true;
  });
  for (const row of page.querySelectorAll("[data-region]:not(.map-link)")) {
    row.addEventListener("pointerenter", () => point(page, [row.dataset.region]));
    row.addEventListener("pointerleave", () => clear(page, tip));
    row.addEventListener("focusin", () => point(page, [row.dataset.region]));
    row.addEventListener("focusout", () => clear(page, tip));
  }
}

// Where regions overlap, all of them are at the pointer.
function linksAt(x, y) {
  const links = document.elementsFromPoint(x, y).map((element) => element.closest(".map-link"));
  return [...new Set(links.filter(Boolean))];
}

function point(page, regions) {
  for (const element of page.querySelectorAll("[data-region]")) {
    element.classList.toggle("is-pointed", regions.includes(element.dataset.region));
  }
}

function showTip(tip, links, x, y) {
  tip.hidden = links.length === 0;
  if (tip.hidden) return;
  tip.replaceChildren(
    ...links.map((link) => {
      const line = document.createElement("div");
      line.textContent = link.getAttribute("aria-label");
      return line;
    }),
  );
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(0, Math.min(x + TIP_DISTANCE, innerWidth - width - TIP_DISTANCE));
  const top = y + TIP_DISTANCE + height > innerHeight ? y - TIP_DISTANCE - height : y + TIP_DISTANCE;
  tip.style.transform = `translate(${left}px, ${Math.max(0, top)}px)`;
}

function clear(page, tip) {
  point(page, []);
  tip.hidden = true;
}
