// Passkeys. A form with data-passkey names the address that says what to ask; the authenticator's answer goes into the form's own field.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue;
  form.hidden = false;
  const status = form.querySelector("[role=status]");
  const field = form.elements.namedItem("credential");
  const create = form.dataset.kind === "create";

  const ask = async () => {
    const answer = await fetch(form.dataset.passkey, {
      method: "POST",
      headers: { RequestVerificationToken: form.elements.namedItem("__RequestVerificationToken").value },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const options = await answer.json();
    return create
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  };

  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    status.textContent = "";
    try {
      field.value = JSON.stringify(await ask());
      form.requestSubmit();
    } catch {
      // Closed by the person, or no authenticator: both are for the person to see, not for us to know.
      status.textContent = form.dataset.failed;
    }
  });
}
