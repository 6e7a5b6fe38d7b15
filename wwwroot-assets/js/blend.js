// Shows the blend strength at once; the server stores it when the slider is let go.
class Blend {
  #listeners = new AbortController();

  constructor(element, stageId) {
    const input = element.querySelector("input"), output = element.querySelector("output");
    const show = () => {
      output.textContent = `${input.value} %`;
      document.getElementById(stageId)?.style.setProperty("--blend", input.value / 100);
    };
    input.addEventListener("input", show, { signal: this.#listeners.signal });
    show();
  }

  dispose() { this.#listeners.abort(); }
}

// The element is null when the page went on before the script arrived.
export function attach(element, stageId) {
  return element ? new Blend(element, stageId) : { dispose() {} };
}
