// What runs and what was done stands in the tab's title before the page's own words: in a text of its own, because Blazor keeps hold of the others.
{
  const seenMilliseconds = 5000;
  const mark = document.createTextNode("");
  let progress = "", told = "";

  function apply() {
    const title = document.querySelector("head > title"), words = told || progress;
    if (mark.data !== words) mark.data = words;
    if (title && title.firstChild !== mark) title.prepend(mark);
  }

  function seen() {
    told = "";
    apply();
  }

  new MutationObserver(apply).observe(document.head, { childList: true, subtree: true });
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => { if (told) seen(); }, { capture: true });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && told) setTimeout(seen, seenMilliseconds); });

  globalThis.sairTitle = {
    show(words) { progress = words; apply(); },
    tell(words) { told = words; apply(); },
  };
}
