// A circuit that the server no longer knows cannot come back, so the page starts anew: its address holds what was being done.
const modal = document.getElementById("components-reconnect-modal");

new MutationObserver(() => {
  if (modal.classList.contains("components-reconnect-rejected")) location.reload();
}).observe(modal, { attributeFilter: ["class"] });

modal.querySelector("[data-reconnect]").addEventListener("click", async () => {
  if (!(await Blazor.reconnect())) location.reload();
});
