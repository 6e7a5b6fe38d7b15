// <copy-text>: its button puts its text on the clipboard, and marks the text where the browser keeps the clipboard from this address.
const SHOWN_MS = 2000;

customElements.define("copy-text", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#copy);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#copy);
  }

  #copy = async event => {
    if (!event.target.closest("button")) {
      return;
    }

    const text = this.querySelector("code");
    getSelection().selectAllChildren(text);
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text.textContent);
      this.dataset.copied = "";
      setTimeout(() => delete this.dataset.copied, SHOWN_MS);
    }
  };
});
