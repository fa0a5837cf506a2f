// Copies in this browser of texts that the server has not confirmed yet: one for each
// address, field and opened page, so that two windows never write over each other's copy.
const PREFIX = "niet-bewaard";
const DAYS_KEPT = 30;
const OPENED = `${Date.now()}-${Math.random().toString(36).slice(2)}`;

function start(field) {
  return `${PREFIX}:${location.pathname}:${field}:`;
}

// The copy that this page keeps of a field. A browser that stores nothing goes without.
export function writeCopy(field) {
  const key = start(field) + OPENED;
  return {
    keep(value, version) {
      try {
        localStorage.setItem(key, JSON.stringify({ value, version, at: Date.now() }));
      } catch {
        // full or forbidden: the text is still in the field, and on its way to the server
      }
    },
    forget() {
      try {
        localStorage.removeItem(key);
      } catch {
        // nothing was kept either
      }
    },
  };
}

// What earlier visits to this page left of a field, the newest first; what is too old is dropped.
export function keptCopies(field) {
  let keys = [];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(start(field)));
  } catch {
    return [];
  }
  return keys
    .map(read)
    .filter(Boolean)
    .sort((one, other) => other.at - one.at);
}

function read(key) {
  const forget = () => localStorage.removeItem(key);
  try {
    const { value, version, at } = JSON.parse(localStorage.getItem(key));
    if (Date.now() - at > DAYS_KEPT * 86_400_000) throw new RangeError("too old");
    const moment = new Date(at).toLocaleString("nl-NL", { dateStyle: "long", timeStyle: "short" });
    // another window that still has the text open may save it meanwhile
    const whenForgotten = (tell) =>
      addEventListener("storage", (event) => event.key === key && event.newValue === null && tell());
    return { value, version, at, moment, forget, whenForgotten };
  } catch {
    forget();
    return null;
  }
}
