// A drop zone: files dropped, pasted or chosen go to the server by POST, a few at a time, each with its own progress.
const concurrent = 3;
const zones = new Set();
let pasteTarget = null;

function antiforgeryToken() {
  return document.querySelector("meta[name=antiforgery-token]").content;
}

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
      const answer = request.response;
      if (request.status < 300) resolve({ id: answer.id });
      else resolve({ error: answer?.detail ?? `The server refused this file (status ${request.status}). Reload the page and try again.` });
    };
    request.onerror = () => resolve({ error: "The connection broke while this file was sent. Check that Sair is running and try again." });
    request.send(form);
  });
}

// Folders hold all sorts of files; only what may be a photo is sent.
function photosOnly(files) {
  return files.filter(file => file.type.startsWith("image/") || /\.(jpe?g|png|webp|hei[cf]|avif|tiff?)$/i.test(file.name));
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader(), all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    for (const inner of some) all.push(...await filesOf(inner));
  }
}

class UploadZone {
  #element; #input; #component; #options;
  #queue = []; #active = 0; #next = 0; #depth = 0;
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
    folder?.addEventListener("change", () => { this.accept(photosOnly([...folder.files])); folder.value = ""; }, { signal });
    zones.add(this);
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
    const files = (await Promise.all(entries.map(filesOf))).flat();
    this.accept(photosOnly(files));
  }

  browse() { this.#input.click(); }

  accept(files) {
    const chosen = this.#options.multiple ? [...files] : [...files].slice(0, 1);
    for (const file of chosen) {
      const key = `${this.#element.id}-${this.#next++}`;
      this.#component.invokeMethodAsync("OnStarted", key, file.name || "pasted image", file.size);
      this.#queue.push({ key, file });
    }
    this.#pump();
  }

  #pump() {
    while (this.#active < concurrent && this.#queue.length > 0) {
      this.#active++;
      this.#upload(this.#queue.shift()).finally(() => { this.#active--; this.#pump(); });
    }
  }

  async #upload({ key, file }) {
    const refusal = this.#check(file);
    if (refusal) return this.#component.invokeMethodAsync("OnFailed", key, refusal);
    let shown = 0;
    const answer = await send(file, this.#options.url, (loaded, total) => {
      const percent = Math.floor(100 * loaded / total);
      if (percent < shown + 5) return;
      shown = percent;
      this.#component.invokeMethodAsync("OnProgress", key, percent);
    });
    if (answer.error) return this.#component.invokeMethodAsync("OnFailed", key, answer.error);
    return this.#component.invokeMethodAsync("OnUploaded", key, answer.id);
  }

  #check(file) {
    if (file.size === 0) return "This file is empty (0 bytes). Choose the photo again from where it was saved.";
    if (file.size > this.#options.maximumBytes) return `This file has ${Math.ceil(file.size / 1048576)} MB; at most ${Math.floor(this.#options.maximumBytes / 1048576)} MB can be used.`;
    return null;
  }

  dispose() {
    this.#listeners.abort();
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
  return element ? new UploadZone(element, component, options) : { dispose() {} };
}
