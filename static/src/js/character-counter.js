// Tells how many characters are left. Never cuts anything off: the server decides.
const PAUSE = 800; // screen readers hear the count after a pause in typing

export function countCharacters(page) {
  for (const area of page.querySelectorAll("textarea[data-counter]")) {
    const counter = page.getElementById(`${area.id}_counter`);
    if (counter) follow(area, counter);
  }
}

function follow(area, counter) {
  const limit = Number(area.dataset.counter);
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  counter.after(spoken);
  let timer;

  const tell = () => {
    // A line break counts as two characters, as it does when it is sent.
    const used = area.value.replace(/\r?\n/g, "\r\n").length;
    const text = words(limit - used);
    counter.textContent = text;
    counter.classList.toggle("field__counter--over", used > limit);
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = text), PAUSE);
  };
  area.addEventListener("input", tell);
  tell();
}

function words(left) {
  const amount = Math.abs(left).toLocaleString("nl-NL");
  const noun = Math.abs(left) === 1 ? "teken" : "tekens";
  return left >= 0 ? `Nog ${amount} ${noun}.` : `${amount} ${noun} te veel. Maak de tekst korter.`;
}
