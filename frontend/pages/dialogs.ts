// Dialogs and drawers are <dialog>: the browser keeps the focus inside and gives it back.
import { on, whenAdded } from "./dom";

const find = (id: string | undefined) => (id ? (document.getElementById(id) as HTMLDialogElement | null) : null);

on("click", "[data-open]", (button, event) => {
  event.preventDefault();
  find(button.dataset.open)?.showModal();
});
on("click", "[data-close]", (button) => button.closest("dialog")?.close());

// A click on the veil closes, unless something has been typed.
document.addEventListener("click", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !dialog.open) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.x && event.clientX <= box.right && event.clientY >= box.y && event.clientY <= box.bottom;
  const typed = [...dialog.querySelectorAll<HTMLInputElement>("input:not([type=hidden]), textarea")].some((input) => input.value !== input.defaultValue);
  if (!inside && !typed) dialog.close();
});

// A dialog that comes from the server with data-shown opens at once; its form, refused, comes the same way.
whenAdded("dialog[data-shown]", (dialog) => (dialog as HTMLDialogElement).showModal());

// A clear question before a deed: data-ask on a submit button, hx-confirm on anything that htmx sends.
function ask(question: string, then: () => void): void {
  const dialog = document.getElementById("ask") as HTMLDialogElement;
  dialog.querySelector("#ask-text")!.textContent = question;
  const yes = dialog.querySelector<HTMLButtonElement>("[data-yes]")!;
  yes.onclick = () => {
    dialog.close();
    then();
  };
  dialog.showModal();
}

on("click", "button[data-ask]", (element, event) => {
  const button = element as HTMLButtonElement;
  event.preventDefault();
  ask(button.dataset.ask!, () => {
    const question = button.dataset.ask!;
    delete button.dataset.ask;
    button.click();
    button.dataset.ask = question;
  });
});
document.addEventListener("htmx:confirm", (event) => {
  const { question, issueRequest } = (event as CustomEvent<{ question: string | null; issueRequest: (skip: boolean) => void }>).detail;
  if (!question) return;
  event.preventDefault();
  ask(question, () => issueRequest(true));
});
