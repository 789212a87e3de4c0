// A trial's page as it happens: at each event the page is fetched again and its steps are put in place. Without this script it reloads itself.
const steps = document.querySelector("[data-events]");
if (steps) {
  let count = Number(steps.dataset.count);
  const source = new EventSource(steps.dataset.events);
  source.addEventListener("steps", async (event) => {
    if (Number(event.data) <= count) return;
    count = Number(event.data);
    const answer = await fetch(location.href);
    if (!answer.ok) return source.close();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-events]");
    if (fresh) steps.replaceChildren(...fresh.childNodes);
  });
  // The server ends the stream when the link is over, and the browser would ask for ever.
  source.addEventListener("error", () => { if (Date.now() > Number(steps.dataset.until)) source.close(); });
}
