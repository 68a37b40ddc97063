// A file that would be refused for its size is not sent at all.
import { on } from "./dom";

on("change", "input[data-most]", (field) => {
  const input = field as HTMLInputElement;
  const size = input.files?.[0]?.size ?? 0;
  input.setCustomValidity(size > Number(input.dataset.most) ? (input.dataset.tooLarge ?? "") : "");
  input.reportValidity();
});
