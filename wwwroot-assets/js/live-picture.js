// The live picture of one run: the circuit sends numbers only, pictures come by GET.
class LivePicture {
  #element; #url; #wanted = null; #loading = false;

  constructor(element, url) {
    this.#element = element;
    this.#url = url;
  }

  // Loads off screen and swaps when complete; numbers that arrive meanwhile are skipped except for the newest.
  async show(index) {
    this.#wanted = index;
    if (this.#loading) return;
    this.#loading = true;
    while (this.#wanted !== null) {
      const source = `${this.#url}/${this.#wanted}`;
      this.#wanted = null;
      const next = new Image();
      next.src = source;
      try {
        await next.decode();
        this.#element.src = source;
        this.#element.dataset.iteration = source.split("/").pop();
      } catch {
        // The frame has been replaced by a newer one; the next number brings it.
      }
    }
    this.#loading = false;
  }

  dispose() { this.#wanted = null; }
}

// The element is null when the page went on before the script arrived.
export function attach(element, url) {
  return element ? new LivePicture(element, url) : { show() {}, dispose() {} };
}
