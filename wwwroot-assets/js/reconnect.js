// The connection of the page to its circuit: what is shown while it is away, and what becomes of clicks meanwhile. Blazor tells by classes of the dialog.
{
  const beatMilliseconds = 2000, patienceMilliseconds = 4000, noteMilliseconds = 6000;
  const shown = ["components-reconnect-show", "components-reconnect-failed", "components-reconnect-rejected"];
  const modal = document.getElementById("components-reconnect-modal");
  const note = modal.querySelector("[data-note]");
  const connection = globalThis.sairConnection = new EventTarget();
  connection.isUp = true;

  const repeat = "Connected again. Your last click may not have arrived: look, and repeat it if need be.";
  const storage = "sair-note";

  // Clicks since the server last answered, and fields that were changed while it could not be told.
  let unheard = 0, changed = new Set(), lastWord = performance.now(), noteTimer;

  function say(words) {
    clearTimeout(noteTimer);
    note.textContent = words;
    modal.classList.toggle("noted", words !== "");
    if (words) noteTimer = setTimeout(() => say(""), noteMilliseconds);
  }

  function silent(isSilent) { modal.classList.toggle("silent", isSilent); }

  async function circuitChanged() {
    const isUp = !shown.some(name => modal.classList.contains(name));
    if (isUp !== connection.isUp) {
      connection.isUp = isUp;
      if (isUp) cameBack();
      connection.dispatchEvent(new Event(isUp ? "up" : "down"));
    }
    // A circuit that the server no longer knows cannot come back, so the page starts anew: address and tab hold what was being done.
    if (modal.classList.contains("components-reconnect-rejected")) {
      await globalThis.sairUploads?.settled();
      if (unheard > 0) sessionStorage.setItem(storage, repeat);
      location.reload();
    }
  }

  function cameBack() {
    silent(false);
    for (const element of changed) {
      if (!element.isConnected) continue;
      for (const name of ["input", "change"]) element.dispatchEvent(new Event(name, { bubbles: true }));
    }
    changed = new Set();
    if (unheard > 0) say(repeat);
    unheard = 0;
    lastWord = performance.now();
  }

  new MutationObserver(circuitChanged).observe(modal, { attributeFilter: ["class"] });
  modal.querySelector("[data-reconnect]").addEventListener("click", async () => {
    if (!(await Blazor.reconnect())) location.reload();
  });

  // A connection that was cut does not say so for half a minute, but no answer comes over it.
  const isInteractive = () => document.querySelector("main[data-interactive=true]") !== null;
  let asking = false;
  async function beat() {
    if (!connection.isUp || document.hidden || !isInteractive()) {
      lastWord = performance.now();
      return;
    }
    silent(!navigator.onLine || performance.now() - lastWord > patienceMilliseconds);
    if (asking) return;
    asking = true;
    const lost = new Promise(resolve => connection.addEventListener("down", resolve, { once: true }));
    const before = unheard;
    const answered = await Promise.race([DotNet.invokeMethodAsync("Sair.Web", "Beat").then(() => true, () => false), lost.then(() => false)]);
    asking = false;
    if (!answered) return;
    lastWord = performance.now();
    unheard -= before;
    silent(!navigator.onLine);
  }
  setInterval(beat, beatMilliseconds);
  addEventListener("offline", () => silent(isInteractive()));
  addEventListener("online", () => {
    silent(false);
    if (modal.classList.contains("components-reconnect-failed")) Blazor.reconnect();
  });
  document.addEventListener("visibilitychange", () => { lastWord = performance.now(); });

  // Nothing is lost without a word: what is typed or chosen is told to the server once it is back, and a click is refused aloud. Files need no circuit.
  const isLocal = element => element.closest("input[type=file], label:has(input[type=file]), .zone, copy-text, img-comparison-slider, summary, form[method=post], [data-reconnect]") !== null;
  function hear(event) {
    const control = event.target.closest?.("button, a[href^='/'], a[href^='?'], select, input, [role=button]");
    if (!control || !isInteractive() || isLocal(event.target)) return;
    if (event.type !== "click") {
      if (connection.isUp) return;
      event.stopImmediatePropagation();
      changed.add(event.target);
      return;
    }
    if (connection.isUp) {
      unheard++;
      return;
    }
    if (control.matches("input, select")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say("Not now: Sair cannot be reached. Click again when it is back.");
  }
  say(sessionStorage.getItem(storage) ?? "");
  sessionStorage.removeItem(storage);
  for (const name of ["click", "input", "change"]) addEventListener(name, hear, { capture: true });
}
