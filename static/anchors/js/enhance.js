/* Enhancements. Every page works without this file; it is loaded first in the body so that nothing jumps.
   It starts the NHS components, and keeps elements marked data-poll fresh while a job runs. */

{
  const script = document.currentScript;
  document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

  document.addEventListener("DOMContentLoaded", async () => {
    const { initAll } = await import(script.dataset.nhsuk);
    initAll();
    /* A hidden comma parts the words on the file button; without it the button is called what it says. */
    document.querySelectorAll(".nhsuk-file-upload [id$='-comma']").forEach((comma) => comma.replaceChildren());
    document.querySelectorAll("[data-poll]").forEach(keepFresh);
    if (document.querySelector("[data-plot]")) {
      const { offerPlots } = await import(script.dataset.plots);
      offerPlots(script.dataset.plotly);
    }
    document.querySelectorAll("[data-print]").forEach(offerPrint);
  });

  function offerPrint(link) {
    link.closest("[hidden]")?.removeAttribute("hidden");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      window.print();
    });
  }

  /* Fetches the page at data-poll every few seconds and swaps the element for the one with the same id.
     When the job is over the page it came from has moved on, so the browser follows. */
  function keepFresh(element) {
    const seconds = Number(element.dataset.pollEvery || 3);
    const timer = setInterval(async () => {
      const answer = await fetch(element.dataset.poll, { credentials: "same-origin" }).catch(() => null);
      if (!answer || !answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(element.id);
      if (!fresh || !fresh.dataset.poll) {
        clearInterval(timer);
        window.location.assign(answer.url);
      } else {
        element.replaceChildren(...fresh.childNodes);
      }
    }, seconds * 1000);
  }
}
