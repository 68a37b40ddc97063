// What may name a person is taken out before anything is kept: addresses, phone and card numbers, in digits of any script.

const EMAIL = /[^\s@<>"'=&/?]+(@|%40)[^\s@<>"'=&/?]+\.[^\s@<>"'=&/?]+/gi;
const NUMBER = /[+(]?[\d۰-۹٠-٩](?:[\s().\-\u200c\u200f]{0,2}[\d۰-۹٠-٩]){6,}/g;
const SECRET = /^(?!utm_)(.*(pass|token|secret|key|auth|code|mail|phone|mobile|name|session|otp|card|national).*)$/i;

export function mask(text: string): string {
  return text.replace(EMAIL, "[email]").replace(NUMBER, "[number]");
}

/** An address without what forms put into it: values of telling names are taken out, the rest is masked. */
export function address(url: string): string {
  const [start = "", query] = url.split("#")[0]!.split("?");
  return maskPath(start) + search(query);
}

export function search(query?: string): string {
  if (!query) return "";
  const parts = query.split("&").map((part) => {
    const [name = "", ...value] = part.split("=");
    return SECRET.test(name) ? `${name}=…` : `${name}${value.length ? "=" + mask(plain(value.join("="))) : ""}`;
  });
  return "?" + parts.join("&");
}

export function maskPath(path: string): string {
  return path.replace(EMAIL, "[email]");
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}
