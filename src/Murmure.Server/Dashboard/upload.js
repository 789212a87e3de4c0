// Progress for a dropped log. Without this script the form is sent as it is, and works the same.
const form = document.querySelector("form[data-upload]");
if (form) {
  const input = form.querySelector("input[type=file]");
  const status = form.querySelector("[role=status]");
  const bar = form.querySelector("progress");
  const button = form.querySelector("button");
  const most = Number(form.dataset.most);

  const say = (text) => { status.textContent = text; };

  const idle = (text) => {
    bar.hidden = true;
    button.disabled = false;
    say(text);
  };

  const send = (file) => {
    if (file.size > most) {
      idle(form.dataset.large);
      return;
    }
    const body = new FormData();
    // The token comes before the file: the server checks it before it reads on.
    body.append("__RequestVerificationToken", form.elements["__RequestVerificationToken"].value);
    body.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((event.loaded / event.total) * 100);
      bar.hidden = false;
      bar.value = percent;
      say(percent < 100 ? form.dataset.sending.replace("{0}", percent) : form.dataset.reading);
    };
    request.onload = () => {
      const answer = (() => { try { return JSON.parse(request.responseText); } catch { return {}; } })();
      if (answer.location) location.assign(answer.location);
      else idle(form.dataset.failed);
    };
    request.onerror = () => idle(form.dataset.failed);
    button.disabled = true;
    request.send(body);
  };

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    send(input.files[0]);
  });
  input.addEventListener("change", () => { if (input.files.length) send(input.files[0]); });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    form.addEventListener(name, () => form.classList.remove("over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) send(event.dataTransfer.files[0]);
  });
}
