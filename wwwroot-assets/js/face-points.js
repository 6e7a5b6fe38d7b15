// Five points that the user sets on a photo, with pointer or keyboard; places are in pixels of the photo.
class FacePoints {
  #stage; #photo; #points = []; #at; #observer;
  #listeners = new AbortController();

  constructor(stage, photo, observer) {
    [this.#stage, this.#photo, this.#observer] = [stage, photo, observer];
    this.#at = { x: photo.width / 2, y: photo.height / 2 };
    const signal = this.#listeners.signal;
    stage.addEventListener("pointerdown", event => {
      const box = stage.getBoundingClientRect();
      this.#at = { x: (event.clientX - box.left) / box.width * photo.width, y: (event.clientY - box.top) / box.height * photo.height };
      this.#set();
    }, { signal });
    stage.addEventListener("keydown", event => this.#key(event), { signal });
    this.#draw();
  }

  #key(event) {
    const step = Math.max(1, Math.max(this.#photo.width, this.#photo.height) / (event.shiftKey ? 25 : 250));
    switch (event.key) {
      case "ArrowLeft": this.#at.x -= step; break;
      case "ArrowRight": this.#at.x += step; break;
      case "ArrowUp": this.#at.y -= step; break;
      case "ArrowDown": this.#at.y += step; break;
      case " ": case "Enter": this.#set(); break;
      case "Backspace": this.back(); break;
      default: return;
    }
    event.preventDefault();
    this.#draw();
  }

  #set() {
    if (this.#points.length < 5) this.#points.push({ ...this.#at });
    this.#draw();
    this.#observer.invokeMethodAsync("OnPoints", this.#points.length);
  }

  back() {
    this.#points.pop();
    this.#draw();
    this.#observer.invokeMethodAsync("OnPoints", this.#points.length);
  }

  #draw() {
    const marks = this.#stage.querySelectorAll("[data-point]");
    marks.forEach((mark, i) => this.#place(mark, this.#points[i]));
    this.#place(this.#stage.querySelector("[data-cursor]"), document.activeElement === this.#stage ? this.#at : null);
  }

  #place(mark, point) {
    mark.hidden = !point;
    if (point) Object.assign(mark.style, { left: `${100 * point.x / this.#photo.width}%`, top: `${100 * point.y / this.#photo.height}%` });
  }

  // Sends the points; answers { id } of the new face or { error } with a sentence.
  async submit(url) {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", RequestVerificationToken: document.querySelector("meta[name=antiforgery-token]").content },
        body: JSON.stringify(this.#points),
      });
      const answer = await response.json();
      return response.ok ? { id: answer.id } : { error: answer.detail };
    } catch {
      return { error: "The points could not be sent. Check that Sair is running and try again." };
    }
  }

  dispose() { this.#listeners.abort(); }
}

// The element is null when the page went on before the script arrived.
export function attach(stage, photo, observer) {
  return stage ? new FacePoints(stage, photo, observer) : { dispose() {} };
}
