// <download-links>: its links fetch their file, so that a refusal is read on the page and does not become a failed download of the browser.
function nameOf(answer) {
  const header = answer.headers.get("content-disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header);
  return encoded ? decodeURIComponent(encoded[1]) : /filename="?([^";]+)/i.exec(header)?.[1] ?? "restored";
}

async function refusalOf(answer) {
  if (answer.status === 401 || answer.status === 403) {
    return "You are not signed in any more: sign in again, then download once more.";
  }

  const problem = await answer.json().catch(() => null);
  return problem?.detail ?? (answer.status === 404 ? "This result is not there any more." : `The server could not make this file (status ${answer.status}): try again.`);
}

function save(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser reads the content after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

customElements.define("download-links", class extends HTMLElement {
  #asked = null;

  connectedCallback() {
    this.addEventListener("click", this.#download);
    this.addEventListener("change", this.#clear);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#download);
    this.removeEventListener("change", this.#clear);
    this.#asked?.abort();
  }

  #say(words, isRefusal = false) {
    const message = this.querySelector("[data-message]");
    message.textContent = words;
    message.toggleAttribute("data-refusal", isRefusal);
  }

  #clear = () => this.#say("");

  #download = async event => {
    const link = event.target.closest("a[href][download]");
    if (!link || !this.contains(link) || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }

    event.preventDefault();
    if (this.#asked) {
      return;
    }

    const asked = this.#asked = new AbortController();
    this.#say("The file is being made …");
    try {
      const answer = await fetch(link.href, { signal: asked.signal, cache: "no-store" });
      if (!answer.ok) {
        this.#say(await refusalOf(answer), true);
      } else if (answer.redirected || !answer.headers.has("content-disposition")) {
        this.#say("You are not signed in any more: sign in again, then download once more.", true);
      } else {
        save(await answer.blob(), nameOf(answer));
        this.#say("");
      }
    } catch (failure) {
      if (failure.name !== "AbortError") {
        this.#say("The server did not answer, or the file is too large for this browser: try again, or choose a smaller size.", true);
      }
    } finally {
      this.#asked = null;
    }
  };
});
