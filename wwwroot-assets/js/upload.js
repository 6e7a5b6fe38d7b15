// A drop zone: files dropped, pasted or chosen go to the server by POST, a few at a time, each with its own progress.
// Uploads outlive the zone, the page and the circuit: each is told to the page until the page has taken it, and what was not told yet stays in the tab.
const concurrent = 3, mostTries = 3, retryMilliseconds = 1500, reportedAtOnce = 20, longestName = 200;
const storage = "sair-uploads";
const zones = new Set(), channels = new Map();
const connection = globalThis.sairConnection;
let pasteTarget = null;

function antiforgeryToken() {
  return document.querySelector("meta[name=antiforgery-token]").content;
}

// A file that did not get through without an answer about it is "broken": it is worth another try.
function send(file, url, onProgress) {
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("photo", file, file.name || "pasted image");
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("RequestVerificationToken", antiforgeryToken());
    request.upload.onprogress = event => onProgress(event.loaded, event.total);
    request.onload = () => {
      const { response: answer, status } = request;
      if (status < 300 && answer?.id) resolve({ id: answer.id });
      else if ([502, 503, 504].includes(status)) resolve({ broken: true });
      else if (status < 300 || status === 401) resolve({ error: "You are not signed in any more, so this file was not taken. Sign in again, then choose it again." });
      else resolve({ error: answer?.detail ?? `The server refused this file (status ${status}). Reload the page and try again.` });
    };
    request.onerror = () => resolve({ broken: true });
    request.send(form);
  });
}

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// Resolves once the server answers anything.
async function reachable() {
  for (;;) {
    await pause(retryMilliseconds);
    try {
      if ((await fetch("/health", { cache: "no-store" })).ok) return;
    } catch {
      // Not yet.
    }
  }
}

function readKept() {
  return JSON.parse(sessionStorage.getItem(storage) ?? "{}");
}

// The uploads of one zone of one page.
class Channel {
  #name; #options; #component = null; #note = null;
  #uploads = new Map(); #queue = []; #active = 0; #telling = false; #refusals = 0;
  #started = 0; #done = 0; #failed = 0;

  constructor(name) {
    this.#name = name;
    for (const { key, name: fileName, id, error } of readKept()[name] ?? []) {
      const missed = id ? null : error ?? "The page was left before this file was sent completely. Choose it again.";
      this.#uploads.set(key, { key, name: fileName, percent: 100, id, error: missed, version: 1, told: 0 });
      this.#started++;
      if (id) this.#done++;
      else this.#failed++;
    }
    connection.addEventListener("up", () => this.#tell());
    connection.addEventListener("down", () => this.#show());
  }

  get isBusy() { return this.#active > 0 || this.#queue.length > 0; }

  // A new page knows nothing of what the one before was told.
  attach(component, note, options) {
    [this.#component, this.#note, this.#options] = [component, note, options];
    for (const upload of this.#uploads.values()) upload.told = 0;
    this.#show();
    this.#tell();
  }

  detach(component) {
    if (this.#component === component) [this.#component, this.#note] = [null, null];
  }

  dismiss(key) {
    this.#uploads.delete(key);
    this.#keep();
  }

  accept(files) {
    if (!this.isBusy) {
      [this.#started, this.#done, this.#failed] = [0, 0, 0];
      if (!this.#options.multiple) for (const upload of [...this.#uploads.values()]) if (upload.error) this.dismiss(upload.key);
    }
    for (const file of files) {
      const key = [...crypto.getRandomValues(new Uint32Array(3))].map(part => part.toString(36)).join("");
      const upload = { key, name: (file.name || "pasted image").slice(0, longestName), percent: 0, id: null, error: null, version: 1, told: 0 };
      this.#started++;
      this.#uploads.set(key, upload);
      this.#queue.push({ upload, file, options: this.#options });
    }
    this.#keep();
    this.#changed();
    this.#pump();
  }

  #pump() {
    while (this.#active < concurrent && this.#queue.length > 0) {
      this.#active++;
      this.#upload(this.#queue.shift()).finally(() => {
        this.#active--;
        this.#changed();
        this.#pump();
      });
    }
  }

  async #upload({ upload, file, options }) {
    const answer = this.#check(file, options) ?? await this.#send(upload, file, options.url);
    [upload.percent, upload.id, upload.error] = [100, answer.id ?? null, answer.error ?? null];
    if (upload.id) this.#done++;
    else this.#failed++;
    this.#changed(upload);
    this.#keep();
  }

  async #send(upload, file, url) {
    for (let tries = 1; ; tries++) {
      let shown = 0;
      const answer = await send(file, url, (loaded, total) => {
        const percent = Math.floor(100 * loaded / total);
        if (percent < shown + 5) return;
        upload.percent = shown = percent;
        this.#changed(upload);
      });
      if (!answer.broken) return answer;
      if (tries === mostTries) return { error: "The connection broke each time this file was sent. Check that Sair is running and try again." };
      upload.percent = 0;
      this.#changed(upload);
      await reachable();
    }
  }

  #check(file, { maximumBytes }) {
    if (file.size === 0) return { error: "This file is empty (0 bytes). Choose the photo again from where it was saved." };
    if (file.size > maximumBytes) return { error: `This file has ${Math.ceil(file.size / 1048576)} MB; at most ${Math.floor(maximumBytes / 1048576)} MB can be used.` };
    return null;
  }

  #changed(upload) {
    if (upload) upload.version++;
    this.#show();
    this.#tell();
  }

  // While the circuit is away nobody else can say what happens to the files.
  #show() {
    if (!this.#note) return;
    const waiting = connection.isUp ? 0 : this.#uploads.size;
    this.#note.textContent = waiting === 0 ? "" : waiting === 1 ? "1 file is kept and appears here once Sair answers again." : `${waiting} files are kept and appear here once Sair answers again.`;
  }

  async #tell() {
    const component = this.#component;
    if (this.#telling || !component || !connection.isUp) return;
    const news = [...this.#uploads.values()].filter(upload => upload.version > upload.told).slice(0, reportedAtOnce).map(upload => ({ upload, version: upload.version }));
    if (news.length === 0) return;
    this.#telling = true;
    const reports = news.map(({ upload: { key, name, percent, id, error } }) => ({ key, name, percent, id: error ? null : id, error }));
    const answer = await this.#ask(component, reports);
    this.#telling = false;
    if (answer === "taken") {
      this.#refusals = 0;
      for (const { upload, version } of news) {
        upload.told = version;
        if (upload.id && upload.version === version) this.#uploads.delete(upload.key);
      }
      this.#keep();
      this.#show();
      this.#tell();
    } else if (answer === "refused" && this.#component === component) {
      if (++this.#refusals === mostTries) for (const { upload } of news) if (upload.id) upload.error = "This file is stored, but the page could not take it. Reload the page.";
      await pause(retryMilliseconds);
      if (this.#refusals <= mostTries) this.#tell();
    }
  }

  // A message into a connection that is gone is never answered.
  async #ask(component, reports) {
    const lost = new AbortController();
    try {
      return await Promise.race([
        component.invokeMethodAsync("Report", reports, this.#started, this.#done, this.#failed).then(() => "taken"),
        new Promise(resolve => connection.addEventListener("down", () => resolve("lost"), { once: true, signal: lost.signal })),
      ]);
    } catch {
      return "refused";
    } finally {
      lost.abort();
    }
  }

  #keep() {
    const kept = readKept();
    kept[this.#name] = [...this.#uploads.values()].map(({ key, name, id, error }) => ({ key, name, id, error }));
    if (kept[this.#name].length === 0) delete kept[this.#name];
    sessionStorage.setItem(storage, JSON.stringify(kept));
  }
}

globalThis.sairUploads = {
  get isBusy() { return [...channels.values()].some(channel => channel.isBusy); },
  async settled() { while (this.isBusy) await pause(100); },
};

addEventListener("beforeunload", event => { if (sairUploads.isBusy && connection.isUp) event.preventDefault(); });

async function filesOf(entry, isHidden) {
  if (isHidden(entry.name)) return [];
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader(), all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    for (const inner of some) all.push(...await filesOf(inner, isHidden));
  }
}

class UploadZone {
  #element; #input; #component; #options; #channel;
  #depth = 0;
  #listeners = new AbortController();

  constructor(element, component, options) {
    this.#element = element;
    this.#component = component;
    this.#options = options;
    this.#input = element.querySelector("input[type=file]");
    const signal = this.#listeners.signal;
    this.#input.addEventListener("change", () => { this.accept(this.#input.files); this.#input.value = ""; }, { signal });
    element.addEventListener("dragenter", event => this.#drag(event, 1), { signal });
    element.addEventListener("dragleave", event => this.#drag(event, -1), { signal });
    element.addEventListener("dragover", event => event.preventDefault(), { signal });
    element.addEventListener("drop", event => { this.#drag(event, -this.#depth); this.#drop(event.dataTransfer); }, { signal });
    for (const name of ["pointerenter", "focusin"]) element.addEventListener(name, () => { pasteTarget = this; }, { signal });
    const folder = document.querySelector(`[data-upload-folder="${element.id}"]`);
    folder?.addEventListener("change", () => { this.#acceptFolder([...folder.files]); folder.value = ""; }, { signal });
    zones.add(this);
    const name = `${location.pathname}#${element.id}`;
    if (!channels.has(name)) channels.set(name, new Channel(name));
    this.#channel = channels.get(name);
    this.#channel.attach(component, element.querySelector("[data-note]"), options);
  }

  #drag(event, change) {
    event.preventDefault();
    this.#depth = Math.max(0, this.#depth + change);
    this.#element.classList.toggle("dragging", this.#depth > 0);
  }

  // Entries must be taken before the first await: the browser empties the transfer afterwards.
  async #drop(transfer) {
    const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(entry => entry);
    if (!entries.some(entry => entry.isDirectory)) return this.accept(transfer.files);
    this.#acceptFolder((await Promise.all(entries.map(entry => filesOf(entry, name => this.#isHidden(name))))).flat());
  }

  browse() { this.#input.click(); }

  // Hidden files of a system, some of which end like the photos beside them.
  #isHidden(name) { return name.startsWith(".") || this.#options.litter.includes(name.toLowerCase()); }

  // Folders hold all sorts of files; only what may be a photo is sent, and what is left out is named.
  #acceptFolder(files) {
    const seen = files.filter(file => !(file.webkitRelativePath || file.name).split("/").some(part => this.#isHidden(part)));
    const isPhoto = file => file.type.startsWith("image/") || this.#options.extensions.some(ending => file.name.toLowerCase().endsWith(ending));
    const left = seen.filter(file => !isPhoto(file));
    this.#component.invokeMethodAsync("ReportLeftOut", left.length, left.slice(0, 3).map(file => file.name)).catch(() => {});
    this.accept(seen.filter(isPhoto));
  }

  accept(files) { this.#channel.accept(this.#options.multiple ? [...files] : [...files].slice(0, 1)); }

  dismiss(key) { this.#channel.dismiss(key); }

  dispose() {
    this.#listeners.abort();
    this.#channel.detach(this.#component);
    zones.delete(this);
    if (pasteTarget === this) pasteTarget = null;
  }
}

document.addEventListener("paste", event => {
  const files = event.clipboardData?.files;
  const zone = pasteTarget ?? zones.values().next().value;
  if (!files?.length || !zone) return;
  event.preventDefault();
  zone.accept(files);
});

// A file that misses the zone must not replace the page.
for (const name of ["dragover", "drop"]) document.addEventListener(name, event => event.preventDefault());

// The element is null when the page went on before the script arrived.
export function attach(element, component, options) {
  return element ? new UploadZone(element, component, options) : { dismiss() {}, dispose() {} };
}
