// Saves each field while somebody types. htmx sends the form and puts the answer below the
// field; this module decides when, and looks after a text until the server has confirmed it:
// it stays in the field and in this browser, also when the connection, the session, the
// server or the browser itself stops.
import { keptCopies, writeCopy } from "./unsaved-copies.js";

const PAUSE = 1_500; // after the last key
const RETRIES = [5_000, 10_000, 20_000, 40_000, 60_000];
const OFFLINE = "Niet bewaard: geen verbinding. Uw tekst staat nog in dit venster en wordt opnieuw geprobeerd.";
const BROKEN = "Niet bewaard: er ging bij ons iets mis. Uw tekst staat nog in dit venster en wordt opnieuw geprobeerd.";
const STALE = "Niet bewaard: dit formulier is verlopen. Uw tekst staat nog in dit venster en wordt opnieuw geprobeerd.";
const GONE = "Niet bewaard: u kunt niet meer bij deze aanvraag. Uw tekst staat nog in dit venster.";

export function saveWhileTyping(page) {
  const boxes = [...page.querySelectorAll("[data-autosave]")];
  const form = boxes[0]?.closest("form");
  if (form) new Saver(page, form, boxes);
}

// The fields of one form. They are sent one at a time, so that an answer never overtakes another.
class Saver {
  constructor(page, form, boxes) {
    this.page = page;
    this.form = form;
    this.fields = boxes.map((box) => new Field(box, this));
    this.sending = null;
    this.attempt = 0;
    this.spoken = page.createElement("p");
    this.spoken.className = "visually-hidden";
    this.spoken.setAttribute("role", "status");
    form.append(this.spoken);
    form.addEventListener("submit", (event) => this.saveBeforeSending(event), true);
    addEventListener("online", () => this.tryAgain());
    addEventListener("focus", () => this.tryAgain());
    page.addEventListener("visibilitychange", () => page.hidden && this.saveNext());
  }

  async saveNext() {
    clearTimeout(this.timer);
    if (this.sending) return;
    const field = this.fields.find((one) => one.isWaiting && !(this.whenTried && one.isTried));
    if (!field) return;
    this.sending = field;
    if (this.needsToken) await this.renewTokens();
    field.send();
  }

  // Called when a request is over, however it ended.
  finished(field) {
    this.sending = null;
    field.isTried = true;
    if (field.failure && !this.whenTried) {
      this.timer = setTimeout(() => this.saveNext(), RETRIES[Math.min(this.attempt, RETRIES.length - 1)]);
      this.attempt += 1;
    } else {
      if (!field.failure) this.attempt = 0;
      this.saveNext();
    }
    this.whenTried?.();
  }

  tryAgain() {
    if (this.fields.some((field) => field.failure)) this.saveNext();
  }

  say(text) {
    if (this.spoken.textContent !== text) this.spoken.textContent = text;
  }

  // A button that sends the form waits until each field was tried, so that the form goes on
  // from what its fields saved and does not meet an own text as a conflict.
  async saveBeforeSending(event) {
    if (this.isLetThrough || !(this.sending || this.fields.some((field) => field.isWaiting))) return;
    event.preventDefault();
    event.stopPropagation();
    for (const field of this.fields) field.isTried = false;
    await new Promise((done) => {
      this.whenTried = () => {
        if (!this.sending && this.fields.every((field) => field.isTried || !field.isWaiting)) done();
      };
      this.saveNext();
      this.whenTried();
    });
    this.whenTried = null;
    const conflict = this.fields.find((field) => field.isConflict);
    if (conflict) {
      conflict.control.focus();
      return;
    }
    this.isLetThrough = true;
    this.form.requestSubmit(event.submitter);
    this.isLetThrough = false;
  }

  // After signing in again the form's token is another one; the page itself has the new one.
  async renewTokens() {
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const theirs = fresh.querySelector("[data-autosave]")?.closest("form");
      for (const name of ["csrfmiddlewaretoken", "formulierbewijs"]) {
        const value = theirs?.elements[name]?.value;
        if (value) this.form.elements[name].value = value;
      }
      this.needsToken = !theirs;
    } catch {
      // no connection: the request that follows finds out and says so
    }
  }
}

class Field {
  constructor(box, saver) {
    this.box = box;
    this.saver = saver;
    this.name = box.dataset.autosave;
    this.answer = box.querySelector("[data-autosave-answer]");
    this.controls = [...box.querySelectorAll("input, textarea")].filter((one) => one.name === this.name);
    this.control = this.controls[0];
    // another text stands beside this one: only the button of the form saves it
    this.waitsForChoice = "autosaveWaits" in box.dataset;
    this.confirmed = this.value;
    this.copy = this.isText ? writeCopy(this.name) : null;
    if (this.isText) this.offer();
    box.addEventListener("input", () => this.changed(PAUSE));
    box.addEventListener("change", () => this.changed(0));
    box.addEventListener("click", (event) => this.choose(event.target.closest("button")));
    box.addEventListener("htmx:before:response", (event) => this.judge(event));
    box.addEventListener("htmx:error", () => this.fail(OFFLINE));
    box.addEventListener("htmx:finally:request", () => this.settle());
  }

  get isText() {
    return this.control.type !== "checkbox";
  }

  get value() {
    if (this.isText) return this.control.value;
    return JSON.stringify(this.controls.filter((one) => one.checked).map((one) => one.value));
  }

  // Looked up each time: the answer of the server brings a new one.
  get version() {
    return this.saver.form.elements[`versie-${this.name}`];
  }

  get isWaiting() {
    if (this.isConflict || this.isRefused || this.waitsForChoice) return false;
    return this.value !== this.confirmed || this.isForced;
  }

  changed(pause) {
    this.isRefused = false;
    if (this.value === this.confirmed) return;
    this.copy?.keep(this.control.value, this.version.value);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.saver.saveNext(), pause);
  }

  send() {
    clearTimeout(this.timer);
    this.isForced = false;
    this.failure = null;
    this.outcome = null;
    this.sent = this.value;
    this.show("Wordt bewaard …");
    if (this.box.hasAttribute("data-htmx-powered")) {
      this.box.dispatchEvent(new CustomEvent("bewaar"));
    } else {
      this.fail(BROKEN);
      this.settle();
    }
  }

  // Only an answer that says how saving ended is shown; not the page of a proxy or an error.
  judge(event) {
    const { raw, status } = event.detail.ctx.response;
    this.outcome = raw.headers.get("X-Bewaard");
    this.saver.needsToken = status === 401 || status === 403;
    if (this.outcome) return;
    event.preventDefault();
    if (status === 404) this.refuse(GONE);
    else this.fail(status === 403 ? STALE : BROKEN);
  }

  fail(text) {
    this.failure = text;
    this.show(text, true);
  }

  // Trying again does not help; typing on or loading the page might.
  refuse(text) {
    this.isRefused = true;
    this.show(text, true);
  }

  settle() {
    if (this.outcome) this.chosen?.remove();
    if (this.outcome === "ja") this.confirm();
    else if (this.outcome === "gewijzigd") this.isConflict = true;
    else if (this.outcome === "uitgelogd") this.failure = this.outcome;
    else if (this.outcome) this.isRefused = true;
    const label = this.box.querySelector("label, legend")?.textContent ?? "";
    this.saver.say(`${label}: ${this.answer.querySelector("p")?.textContent.trim()}`);
    this.saver.finished(this);
  }

  confirm() {
    this.confirmed = this.sent;
    if (this.value === this.sent) this.copy?.forget();
    const names = [this.name, `versie-${this.name}`];
    this.saver.form.dispatchEvent(new CustomEvent("bewaard", { bubbles: true, detail: { names } }));
  }

  show(text, isTrouble = false) {
    const line = document.createElement("p");
    line.className = isTrouble ? "autosave__state autosave__state--trouble" : "autosave__state";
    line.textContent = text;
    this.answer.replaceChildren(line);
  }

  // The buttons below two texts that are laid beside each other.
  choose(button) {
    if (button?.name === "neem-bewaarde-over") this.put(this.answer.querySelector("textarea, input")?.value ?? "");
    else if (button?.name !== "bewaar-samengevoegd") return;
    this.version.value = button.value;
    this.chosen = Object.assign(document.createElement("input"), { type: "hidden", name: "naast-elkaar", value: this.name });
    this.box.append(this.chosen);
    this.isConflict = false;
    this.isForced = true;
    this.saver.saveNext();
    this.control.focus();
  }

  put(text) {
    this.control.value = text;
    this.control.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // What this browser kept of an earlier visit is offered, and never put in by itself.
  offer() {
    for (const kept of keptCopies(this.name)) {
      if (same(kept.value, this.control.value)) {
        kept.forget();
        continue;
      }
      const offered = document.getElementById("autosave-offer").content.firstElementChild.cloneNode(true);
      const area = offered.querySelector("textarea");
      offered.querySelector("[data-moment]").textContent = kept.moment;
      area.value = kept.value;
      area.id = `id_eerder_${this.name}_${kept.at}`;
      offered.querySelector("label").htmlFor = area.id;
      offered.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        if (button.name === "zet-terug") {
          this.version.value = kept.version; // so that what a colleague did since is shown
          this.put(kept.value);
          this.copy.keep(kept.value, kept.version);
          this.saver.saveNext();
        }
        kept.forget();
        offered.remove();
        this.control.focus();
      });
      kept.whenForgotten(() => offered.remove());
      this.answer.before(offered);
    }
  }
}

function same(one, other) {
  const plain = (text) => text.replace(/\r\n/g, "\n").trim();
  return plain(one) === plain(other);
}
