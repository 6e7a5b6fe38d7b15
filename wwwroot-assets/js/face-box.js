// A square that the user drags and resizes over a photo, with pointer or keyboard; sizes are in pixels of the photo.
const smallest = 8;

class FaceBox {
  #stage; #box; #photo; #square; #grab = null;
  #listeners = new AbortController();

  constructor(stage, photo) {
    this.#stage = stage;
    this.#photo = photo;
    this.#box = stage.querySelector("[data-face-box]");
    const side = Math.min(photo.width, photo.height) / 2;
    this.#square = { x: (photo.width - side) / 2, y: (photo.height - side) / 2, side };
    const signal = this.#listeners.signal;
    this.#box.addEventListener("pointerdown", event => this.#press(event), { signal });
    this.#box.addEventListener("pointermove", event => this.#move(event), { signal });
    for (const name of ["pointerup", "pointercancel"]) this.#box.addEventListener(name, () => { this.#grab = null; }, { signal });
    this.#box.addEventListener("keydown", event => this.#key(event), { signal });
    this.#draw();
  }

  #press(event) {
    event.preventDefault();
    this.#box.focus();
    this.#box.setPointerCapture(event.pointerId);
    this.#grab = { corner: event.target.dataset.corner, x: event.clientX, y: event.clientY, from: { ...this.#square } };
  }

  #move(event) {
    if (!this.#grab) return;
    const scale = this.#photo.width / this.#stage.clientWidth;
    const dx = (event.clientX - this.#grab.x) * scale;
    const dy = (event.clientY - this.#grab.y) * scale;
    const { corner, from } = this.#grab;
    if (!corner) {
      this.#set(from.x + dx, from.y + dy, from.side);
      return;
    }
    const west = corner.includes("w"), north = corner.includes("n");
    const growth = ((west ? -dx : dx) + (north ? -dy : dy)) / 2;
    const side = this.#clampSide(from.side + growth);
    this.#set(west ? from.x + from.side - side : from.x, north ? from.y + from.side - side : from.y, side);
  }

  #key(event) {
    const step = Math.max(1, Math.round(Math.max(this.#photo.width, this.#photo.height) / 100));
    const { x, y, side } = this.#square;
    const grown = change => {
      const next = this.#clampSide(side + change);
      this.#set(x + (side - next) / 2, y + (side - next) / 2, next);
    };
    switch (event.key) {
      case "ArrowLeft": this.#set(x - step, y, side); break;
      case "ArrowRight": this.#set(x + step, y, side); break;
      case "ArrowUp": this.#set(x, y - step, side); break;
      case "ArrowDown": this.#set(x, y + step, side); break;
      case "+": case "=": grown(2 * step); break;
      case "-": grown(-2 * step); break;
      default: return;
    }
    event.preventDefault();
  }

  #clampSide(side) {
    return Math.min(Math.max(side, smallest), this.#photo.width, this.#photo.height);
  }

  #set(x, y, side) {
    const clamp = (value, most) => Math.min(Math.max(value, 0), most);
    this.#square = { x: clamp(x, this.#photo.width - side), y: clamp(y, this.#photo.height - side), side };
    this.#draw();
  }

  #draw() {
    const percent = (value, whole) => `${100 * value / whole}%`;
    const { x, y, side } = this.#square;
    this.#box.style.left = percent(x, this.#photo.width);
    this.#box.style.top = percent(y, this.#photo.height);
    this.#box.style.width = percent(side, this.#photo.width);
    this.#box.style.height = percent(side, this.#photo.height);
  }

  // Sends the square; answers { id } of the new face or { error } with a sentence.
  async submit(url) {
    const { x, y, side } = this.#square;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          RequestVerificationToken: document.querySelector("meta[name=antiforgery-token]").content,
        },
        body: JSON.stringify({ x, y, width: side, height: side }),
      });
      const answer = await response.json();
      return response.ok ? { id: answer.id } : { error: answer.detail };
    } catch {
      return { error: "The square could not be sent. Check that Sair is running and try again." };
    }
  }

  dispose() { this.#listeners.abort(); }
}

// The element is null when the page went on before the script arrived.
export function attach(stage, photo) {
  return stage ? new FaceBox(stage, photo) : { dispose() {} };
}
