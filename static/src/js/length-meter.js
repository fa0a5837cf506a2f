// Keeps the number of words below a text, and its meter, up to date while somebody types.
export function measureLength(page) {
  for (const meter of page.querySelectorAll("[data-length-of]")) {
    const area = page.getElementById(meter.dataset.lengthOf);
    const number = meter.querySelector("[data-words]");
    const bar = meter.querySelector("meter");
    const tell = () => {
      const words = area.value.split(/\s+/).filter(Boolean).length;
      const text = `${words.toLocaleString("nl-NL")} ${words === 1 ? "woord" : "woorden"}`;
      if (number.textContent !== text) number.textContent = text;
      bar.value = words;
      bar.textContent = text;
    };
    area.addEventListener("input", tell);
    tell();
  }
}
