// Progress for a dropped log. Without this script the form is sent as it is, and works the same.
const form = document.querySelector("form[data-upload]");
if (form) {
  const input = form.querySelector("input[type=file]");
  const status = form.querySelector("[role=status]");
  const bar = form.querySelector("progress");
  const button = form.querySelector("button");
  const chosen = form.querySelector("[data-chosen]");
  let busy = false;
  const most = Number(form.dataset.most);

  const say = (text) => { status.textContent = text; };

  const idle = (text) => {
    busy = false;
    bar.hidden = true;
    button.disabled = false;
    say(text);
  };

  const show = (file) => { chosen.textContent = file ? file.name : form.dataset.none; };

  // What the server says of a failure, in a problem's own words; else what can be said without it.
  const reason = (answer) => answer.detail || answer.title || form.dataset.failed;

  const send = (file) => {
    if (busy) {
      say(form.dataset.busy);
      return;
    }
    show(file);
    if (file.size > most) {
      idle(form.dataset.large);
      return;
    }
    const body = new FormData();
    // Token and zone come before the file: the server wants both before it reads on.
    body.append("__RequestVerificationToken", form.elements["__RequestVerificationToken"].value);
    body.append("zone", form.elements["zone"].value);
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
      else idle(reason(answer));
    };
    request.onerror = () => idle(form.dataset.failed);
    busy = true;
    button.disabled = true;
    request.send(body);
  };

  // Days are counted in the reader's own zone unless another is chosen; a zone that the server does not offer leaves UTC.
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = form.elements["zone"];
  if ([...zone.options].some((option) => option.value === own)) zone.value = own;
  show(input.files[0]);

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    send(input.files[0]);
  });
  input.addEventListener("change", () => show(input.files[0]));
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    form.addEventListener(name, () => form.classList.remove("over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = event.dataTransfer.files;
    if (!files.length) return;
    const alone = files.length === 1 || busy;
    send(files[0]);
    if (!alone) chosen.textContent = form.dataset.one.replace("{0}", () => files[0].name);
  });
}
