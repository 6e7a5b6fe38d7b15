// <local-time datetime="…">: the moment in this browser's language and time zone.
const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

customElements.define("local-time", class extends HTMLElement {
  static observedAttributes = ["datetime"];
  #root = this.attachShadow({ mode: "open" });

  attributeChangedCallback() {
    this.#root.textContent = format.format(new Date(this.getAttribute("datetime")));
  }
});
