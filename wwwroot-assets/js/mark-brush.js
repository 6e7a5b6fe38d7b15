// A brush over a face: blue keeps a place as it is, orange is damage, violet is taken from the good photo. Stored as red, green, blue on black.
const colours = { keep: "#2f8cff", ignore: "#ff8a1f", borrow: "#b056e0" };
const channels = Object.keys(colours);
const shades = channels.map(name => [1, 3, 5].map(at => parseInt(colours[name].slice(at, at + 2), 16)));
const mostUndo = 30;
const smallest = 256, largest = 1024;

class MarkBrush {
  #stage; #canvas; #context; #cursor; #root;
  #last = null; #at = { x: 0.5, y: 0.5 }; #undo = [];
  #listeners = new AbortController();

  constructor(root, url) {
    this.#root = root;
    this.#stage = root.querySelector("[data-stage]");
    this.#canvas = root.querySelector("[data-painting]");
    this.#cursor = root.querySelector("[data-cursor]");
    this.#context = this.#canvas.getContext("2d", { willReadFrequently: true });
    this.#canvas.width = this.#canvas.height = largest / 2;
    const signal = this.#listeners.signal;
    this.#stage.addEventListener("pointerdown", event => this.#press(event), { signal });
    this.#stage.addEventListener("pointermove", event => this.#move(event), { signal });
    this.#stage.addEventListener("pointerleave", () => { this.#cursor.hidden = document.activeElement !== this.#stage; }, { signal });
    for (const name of ["pointerup", "pointercancel"]) this.#stage.addEventListener(name, () => { this.#last = null; }, { signal });
    this.#stage.addEventListener("keydown", event => this.#key(event), { signal });
    this.#stage.addEventListener("focus", () => this.#draw(), { signal });
    this.#open(root.querySelector("[data-face]"), url);
  }

  // The painting has the face's own pixels, within limits that a finger can hit and a server can take.
  async #open(face, url) {
    await face.decode().catch(() => {});
    const side = Math.min(largest, Math.max(smallest, face.naturalWidth));
    if (!this.#undo.length) this.#canvas.width = this.#canvas.height = side;
    const response = await fetch(url);
    if (response.ok) await this.#lay(await response.blob());
  }

  get #tool() { return this.#root.querySelector("[data-tool]:checked").value; }

  get #width() { return this.#root.querySelector("[data-size]").value / 100 * this.#canvas.width; }

  #press(event) {
    event.preventDefault();
    this.#stage.focus({ preventScroll: true });
    this.#stage.setPointerCapture(event.pointerId);
    this.#remember();
    this.#follow(event);
    this.#last = this.#at;
    this.#stroke(this.#at, this.#at);
  }

  #move(event) {
    this.#follow(event);
    if (!this.#last) return;
    this.#stroke(this.#last, this.#at);
    this.#last = this.#at;
  }

  #follow(event) {
    const box = this.#stage.getBoundingClientRect();
    this.#at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    this.#draw();
  }

  #key(event) {
    const step = event.shiftKey ? 0.05 : 0.01;
    const size = this.#root.querySelector("[data-size]");
    const { x, y } = this.#at;
    switch (event.key) {
      case "ArrowLeft": this.#at = { x: Math.max(0, x - step), y }; break;
      case "ArrowRight": this.#at = { x: Math.min(1, x + step), y }; break;
      case "ArrowUp": this.#at = { x, y: Math.max(0, y - step) }; break;
      case "ArrowDown": this.#at = { x, y: Math.min(1, y + step) }; break;
      case " ": this.#remember(); this.#stroke(this.#at, this.#at); break;
      case "+": case "=": size.value = Number(size.value) + 1; break;
      case "-": size.value = Number(size.value) - 1; break;
      case "z": if (!event.ctrlKey && !event.metaKey) return; this.undo(); break;
      default: return;
    }
    event.preventDefault();
    this.#draw();
  }

  #draw() {
    const side = `${100 * this.#width / this.#canvas.width}%`;
    Object.assign(this.#cursor.style, { left: `${100 * this.#at.x}%`, top: `${100 * this.#at.y}%`, width: side, height: side });
    this.#cursor.hidden = false;
  }

  #stroke(from, to) {
    const [context, side] = [this.#context, this.#canvas.width];
    context.globalCompositeOperation = this.#tool === "erase" ? "destination-out" : "source-over";
    context.strokeStyle = colours[this.#tool] ?? "#000";
    context.lineWidth = this.#width;
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(from.x * side, from.y * side);
    context.lineTo(to.x * side + 0.01, to.y * side);
    context.stroke();
    context.globalCompositeOperation = "source-over";
  }

  #remember() {
    this.#undo.push(this.#context.getImageData(0, 0, this.#canvas.width, this.#canvas.height));
    if (this.#undo.length > mostUndo) this.#undo.shift();
  }

  undo() {
    const before = this.#undo.pop();
    if (before) this.#context.putImageData(before, 0, 0);
  }

  clear() {
    this.#remember();
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  // Lays a stored painting over this one; answers which share of it is marked.
  async #lay(blob) {
    const side = this.#canvas.width;
    const layer = new OffscreenCanvas(side, side).getContext("2d");
    layer.drawImage(await createImageBitmap(blob), 0, 0, side, side);
    const pixels = layer.getImageData(0, 0, side, side);
    let marked = 0;
    for (let i = 0; i < pixels.data.length; i += 4) {
      // Damage goes before what is kept.
      const channel = [1, 0, 2].find(c => pixels.data[i + c] > 127);
      pixels.data.set(channel === undefined ? [0, 0, 0, 0] : [...shades[channel], 255], i);
      marked += channel === undefined ? 0 : 1;
    }
    layer.putImageData(pixels, 0, 0);
    this.#context.drawImage(layer.canvas, 0, 0);
    return 4 * marked / pixels.data.length;
  }

  // Asks the server for scratches and lays them over the painting; answers { share } or { error }.
  async propose(url) {
    try {
      const response = await fetch(url);
      if (!response.ok) return { error: "The photo was deleted meanwhile." };
      this.#remember();
      return { share: await this.#lay(await response.blob()) };
    } catch {
      return { error: "Scratches could not be searched for. Check that Sair is running and try again." };
    }
  }

  // Which brush a pixel comes from: the rims of strokes are mixed.
  static #nearest(data, at) {
    const distances = shades.map(shade => shade.reduce((sum, value, c) => sum + (value - data[at + c]) ** 2, 0));
    return distances.indexOf(Math.min(...distances));
  }

  // Sends the painting; answers { share: 0 } or { error } with a sentence.
  async store(url) {
    const side = this.#canvas.width;
    const pixels = this.#context.getImageData(0, 0, side, side);
    for (let i = 0; i < pixels.data.length; i += 4) {
      const nearest = pixels.data[i + 3] > 127 ? MarkBrush.#nearest(pixels.data, i) : -1;
      pixels.data.set([...channels.map((_, c) => c === nearest ? 255 : 0), 255], i);
    }
    const layer = new OffscreenCanvas(side, side);
    layer.getContext("2d").putImageData(pixels, 0, 0);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { RequestVerificationToken: document.querySelector("meta[name=antiforgery-token]").content },
        body: await layer.convertToBlob({ type: "image/png" }),
      });
      return response.ok ? { share: 0 } : { error: (await response.json()).detail };
    } catch {
      return { error: "The marks could not be stored. Check that Sair is running and try again." };
    }
  }

  dispose() { this.#listeners.abort(); }
}

// The element is null when the page went on before the script arrived.
export function attach(root, url) {
  return root ? new MarkBrush(root, url) : { dispose() {} };
}
