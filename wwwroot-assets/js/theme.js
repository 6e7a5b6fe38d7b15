// Sets the theme before the first paint: "light", "dark" or "system", kept in this browser.
(() => {
  const key = "sair-theme";
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const choice = () => localStorage.getItem(key) ?? "system";

  function apply() {
    const dark = choice() === "dark" || (choice() === "system" && systemDark.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    for (const link of document.querySelectorAll("link[data-theme-sheet]")) {
      link.media = (link.dataset.themeSheet === "dark") === dark ? "all" : "not all";
    }
    const color = document.querySelector("meta[name=theme-color]");
    if (color) color.content = dark ? "#151517" : "#f6f4f0";
  }

  systemDark.addEventListener("change", apply);
  globalThis.sairTheme = {
    get: choice,
    set(theme) {
      localStorage.setItem(key, theme);
      apply();
    },
  };
  apply();
})();
