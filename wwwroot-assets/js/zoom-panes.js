// Panes that show the same place of several pictures: wheel, pinch keys and drag move them all.
const largest = 16;

class ZoomPanes {
  #element; #panes; #scale = 1; #x = 0.5; #y = 0.5; #grab = null;
  #listeners = new AbortController();

  constructor(element) {
    this.#element = element;
    this.#panes = [...element.querySelectorAll("[data-pane]")];
    const signal = this.#listeners.signal;
    for (const pane of this.#panes) {
      pane.addEventListener("wheel", event => this.#wheel(event, pane), { signal, passive: false });
      pane.addEventListener("pointerdown", event => { pane.setPointerCapture(event.pointerId); this.#grab = { x: event.clientX, y: event.clientY }; }, { signal });
      pane.addEventListener("pointermove", event => this.#move(event, pane), { signal });
      for (const name of ["pointerup", "pointercancel"]) pane.addEventListener(name, () => { this.#grab = null; }, { signal });
      pane.addEventListener("keydown", event => this.#key(event), { signal });
    }
    for (const button of element.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => this.#command(button.dataset.zoom), { signal });
    }
    this.#draw();
  }

  #command(name) {
    if (name === "fit") [this.#scale, this.#x, this.#y] = [1, 0.5, 0.5];
    else if (name === "pixels") this.#scale = this.#natural();
    else this.#scale *= name === "in" ? 1.5 : 1 / 1.5;
    this.#draw();
  }

  // The scale at which one pixel of the sharpest picture is one pixel of the screen.
  #natural() {
    const widths = this.#panes.map(pane => pane.querySelector("img").naturalWidth);
    return Math.max(...widths, 1) / this.#panes[0].clientWidth / devicePixelRatio;
  }

  #wheel(event, pane) {
    event.preventDefault();
    const box = pane.getBoundingClientRect();
    const [px, py] = [(event.clientX - box.left) / box.width - 0.5, (event.clientY - box.top) / box.height - 0.5];
    const before = this.#scale;
    this.#scale = Math.min(largest, Math.max(1, before * Math.exp(-event.deltaY / 400)));
    this.#x += px * (1 / before - 1 / this.#scale);
    this.#y += py * (1 / before - 1 / this.#scale);
    this.#draw();
  }

  #move(event, pane) {
    if (!this.#grab) return;
    this.#x -= (event.clientX - this.#grab.x) / pane.clientWidth / this.#scale;
    this.#y -= (event.clientY - this.#grab.y) / pane.clientHeight / this.#scale;
    this.#grab = { x: event.clientX, y: event.clientY };
    this.#draw();
  }

  #key(event) {
    const step = 0.1 / this.#scale;
    switch (event.key) {
      case "ArrowLeft": this.#x -= step; break;
      case "ArrowRight": this.#x += step; break;
      case "ArrowUp": this.#y -= step; break;
      case "ArrowDown": this.#y += step; break;
      case "+": case "=": this.#scale *= 1.5; break;
      case "-": this.#scale /= 1.5; break;
      case "0": this.#command("fit"); break;
      default: return;
    }
    event.preventDefault();
    this.#draw();
  }

  #draw() {
    this.#scale = Math.min(largest, Math.max(1, this.#scale));
    const half = 0.5 / this.#scale;
    this.#x = Math.min(1 - half, Math.max(half, this.#x));
    this.#y = Math.min(1 - half, Math.max(half, this.#y));
    this.#element.style.setProperty("--scale", this.#scale);
    this.#element.style.setProperty("--x", `${(0.5 - this.#x) * 100 * this.#scale}%`);
    this.#element.style.setProperty("--y", `${(0.5 - this.#y) * 100 * this.#scale}%`);
  }

  dispose() { this.#listeners.abort(); }
}

// The element is null when the page went on before the script arrived.
export function attach(element) {
  return element ? new ZoomPanes(element) : { dispose() {} };
}
