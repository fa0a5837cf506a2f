// Keeps "nog 7 dagen" fresh by the server's clock: only the time that has passed
// since the page was made comes from this computer.
const EVERY = 20_000;

export function countDown(page) {
  const clocks = [...page.querySelectorAll("[data-countdown]")];
  if (clocks.length === 0) return;
  const started = performance.now();
  const tell = () => {
    for (const clock of clocks) {
      const left = Date.parse(clock.dataset.countdown) - Date.parse(clock.dataset.now);
      const text = words(left - (performance.now() - started));
      if (clock.textContent !== text) clock.textContent = text;
    }
  };
  setInterval(tell, EVERY);
  page.addEventListener("visibilitychange", tell);
}

// The same words as regio.templatetags.ui_prepare.remaining_words.
export function words(milliseconds) {
  if (milliseconds <= 0) return "gesloten";
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "nog minder dan een minuut";
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60);
  if (days >= 2) return `nog ${days} dagen`;
  if (hours >= 2) return `nog ${hours} uur`;
  return minutes === 1 ? "nog 1 minuut" : `nog ${minutes} minuten`;
}
