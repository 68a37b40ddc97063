export type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };
export type Bag = { [key: string]: Json };

export interface Options {
  host?: string; // where events go; the script's own origin when left out
  consent?: "opt-out" | "opt-in"; // opt-in: nothing is kept or sent before hamsafar.consent("grant")
  page?: boolean; // a page view at the start and at each change of the address
  capture?: boolean; // clicks, forms, errors, speed
  surveys?: boolean; // show surveys here by their rules
  flushAt?: number;
  flushAfter?: number; // milliseconds
}

export interface Message {
  type: "track" | "page" | "identify" | "group" | "alias";
  messageId: string;
  anonymousId: string;
  userId?: string;
  timestamp: string;
  context: Bag;
  event?: string;
  name?: string;
  properties?: Bag;
  traits?: Bag;
  groupId?: string;
  previousId?: string;
}
