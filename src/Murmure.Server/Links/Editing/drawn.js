// A form whose effect stands beside it: while somebody types, the page is asked what it would show, and that part of it is put in place. Nothing is saved by it.
// Without this script a button of the form does the same.
const form = document.querySelector("form[data-drawn]");
if (form) {
  const pause = 400;
  const drawn = document.getElementById(form.dataset.drawn);
  let [waiting, asked] = [0, 0];

  const draw = async (press) => {
    clearTimeout(waiting);
    const number = ++asked;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("press", press);
    try {
      const answer = await fetch(location.href, { method: "POST", body: fields });
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(drawn.id);
      if (fresh && number === asked) drawn.replaceChildren(...fresh.childNodes);
    } catch {
      // The server is away for now: the next letter asks again.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, pause, "typing");
  });
  // What is typed to its end may be fetched.
  form.addEventListener("change", () => draw("show"));
}
