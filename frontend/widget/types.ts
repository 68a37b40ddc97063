export type Trigger = "page" | "time" | "scroll" | "leave" | "click";
export type Address = [op: "is" | "contains" | "starts" | "pattern", text: string, isNot: boolean];

/** What the server says of a survey that may show itself here. */
export interface Rules {
  id: string;
  on: Trigger[];
  seconds: number;
  scroll: number;
  selector: string;
  addresses: Address[];
  share: number;
  again: number;
  place: "corner" | "middle";
  wanted: boolean;
  languages: string[];
  look: "light" | "dark" | "device";
  title: { [language: string]: string };
  colours: [string, string];
}

export interface Wish {
  language?: string;
  about?: { [name: string]: string | number | boolean };
}

export interface Rating extends Wish {
  comment?: string;
}
