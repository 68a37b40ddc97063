// The way through a survey where there is no server to ask: the same rules as collect/surveys/walking.py and conditions.py. The server walks
// it once more when the answers arrive, so a difference could only ever leave something out.
export type Fact = number | string | string[] | null;
export interface Answer {
  score?: number;
  choices?: string[];
  text?: string;
  cells?: { [row: string]: string[] };
  parts?: { [part: string]: string };
}
interface Test {
  what: string;
  op: string;
  value?: string | number | string[] | null;
}
export interface When {
  tests: Test[];
  join?: "all" | "any";
}
interface Named {
  id: string;
}
export interface Question extends Named {
  kind: string;
  required: boolean;
  show_if: When | null;
  jumps: { to: string; when: When | null }[];
  checks: { must: When }[];
  options?: Named[];
  rows?: Named[];
  columns?: Named[];
  parts?: string[];
  needed?: string[];
  shuffle?: boolean;
  fewest?: number;
  most?: number;
}
interface Step {
  do?: "add" | "take" | "times" | "set" | "append";
  value?: string | number;
  when?: When | null;
}
export interface Rules {
  questions: Question[];
  ends: string[];
  variables: { id: string; start?: string | number; steps?: Step[] }[];
}
export interface Known {
  answers: { [question: string]: Answer };
  variables: { [id: string]: number | string };
  hidden: { [name: string]: string };
  language: string;
  channel: string;
}
export interface Way {
  steps: string[];
  waiting: string | null;
  end: string | null;
  known: Known;
}

export function walk(rules: Rules, known: Known): Way {
  const places = new Map(rules.questions.map((question, index) => [question.id, index]));
  const steps: string[] = [];
  const passed: { [question: string]: Answer } = {};
  let here = withVariables(rules, known, passed);
  let index = 0;
  while (index < rules.questions.length) {
    const question = rules.questions[index]!;
    if (!holds(question.show_if, here)) {
      index++;
      continue;
    }
    steps.push(question.id);
    const answer = known.answers[question.id];
    if (!answer) return { steps, waiting: question.id, end: null, known: here };
    passed[question.id] = answer;
    here = withVariables(rules, known, passed);
    let next = index + 1;
    for (const jump of question.jumps) {
      if (!holds(jump.when, here)) continue;
      if (rules.ends.includes(jump.to)) return { steps, waiting: null, end: jump.to, known: here };
      if ((places.get(jump.to) ?? -1) <= index) continue; // back or nowhere: nobody is kept in a circle
      next = places.get(jump.to)!;
      break;
    }
    index = next;
  }
  return { steps, waiting: null, end: rules.ends[0] ?? null, known: here };
}

function withVariables(rules: Rules, known: Known, answers: { [question: string]: Answer }): Known {
  const here: Known = { ...known, answers: { ...answers }, variables: {} };
  for (const variable of rules.variables) {
    let value: number | string = variable.start ?? 0;
    for (const step of variable.steps ?? []) if (holds(step.when, here)) value = changed(value, step, here);
    here.variables[variable.id] = value;
  }
  return here;
}

function changed(value: number | string, step: Step, known: Known): number | string {
  const by = operand(step.value ?? 1, known);
  const how = step.do ?? "add";
  if (by === null) return value;
  if (how === "set") return by;
  if (how === "append") return `${value}${by}`.slice(0, 2000);
  const [one, other] = [number(value), number(by)];
  if (one === null || other === null) return value;
  const found = how === "add" ? one + other : how === "take" ? one - other : one * other;
  return Math.abs(found) <= 1e15 ? found : value;
}

function operand(value: string | number, known: Known): number | string | null {
  if (typeof value !== "string" || !/^(answer|variable|trait|hidden):/.test(value)) return value;
  const fact = factOf(value, known);
  return Array.isArray(fact) ? fact.join(", ") : fact;
}

export function factOf(what: string, known: Known): Fact {
  const cut = what.indexOf(":");
  const kind = cut < 0 ? what : what.slice(0, cut);
  const name = what.slice(cut + 1);
  if (kind === "answer") {
    const [question = "", part = ""] = split(name);
    const found = known.answers[question];
    return found ? partOf(found, part) : null;
  }
  if (kind === "variable") return known.variables[name] ?? null;
  if (kind === "hidden") return known.hidden[name] || null;
  if (kind === "trait") return null; // a kiosk knows nobody
  return (kind === "language" ? known.language : known.channel) || null;
}

function split(name: string): [string, string] {
  const dot = name.indexOf(".");
  return dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
}

function partOf(answer: Answer, part: string): Fact {
  if (part === "other") return answer.text || null;
  if (part) return answer.parts?.[part] || (answer.cells?.[part]?.length ? answer.cells[part]! : null);
  if (answer.score !== undefined) return answer.score;
  if (answer.choices?.length) return answer.choices;
  if (answer.text) return answer.text;
  const names = [...Object.keys(answer.cells ?? {}), ...Object.keys(answer.parts ?? {})].sort();
  return names.length ? names : null;
}

export function holds(when: When | null | undefined, known: Known): boolean {
  if (!when) return true;
  const passes = (test: Test): boolean => {
    const fact = factOf(test.what, known);
    const positive = OPPOSITE[test.op];
    return positive ? !compare(positive, fact, test.value ?? null) : compare(test.op, fact, test.value ?? null);
  };
  return when.join === "any" ? when.tests.some(passes) : when.tests.every(passes);
}

const OPPOSITE: { [op: string]: string } = { unanswered: "answered", is_not: "is", none_of: "any_of", lacks: "contains" };
type Value = Fact;

function compare(op: string, fact: Fact, value: Value): boolean {
  if (fact === null) return false;
  if (op === "answered") return true;
  if (op === "is") return same(fact, value);
  if (op === "any_of") return group(value).some((each) => isOneOf(fact, each));
  if (op === "all_of") return group(value).every((each) => isOneOf(fact, each));
  if (op === "contains") return Array.isArray(fact) ? group(value).some((each) => isOneOf(fact, each)) : group(value).some((each) => each.trim() && fold(String(fact)).includes(fold(each)));
  return ordered(op, fact, value);
}

function same(fact: Fact, value: Value): boolean {
  if (Array.isArray(fact)) {
    const wanted = new Set(group(value));
    return wanted.size === new Set(fact).size && fact.every((each) => wanted.has(each));
  }
  const [one, other] = [number(fact), number(value)];
  return one !== null && other !== null ? one === other : fold(String(fact)) === fold(value === null ? "none" : String(value));
}

const isOneOf = (fact: Fact, each: string): boolean => (Array.isArray(fact) ? fact.includes(each) : same(fact, each));

function ordered(op: string, fact: Fact, value: Value): boolean {
  if (Array.isArray(fact)) return false;
  const [one, other] = [number(fact), number(value)];
  if (one !== null && other !== null) return inOrder(op, one, other);
  const days = [String(fact), String(value)];
  return days.every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)) && inOrder(op, days[0]!, days[1]!);
}

function inOrder<Kind extends number | string>(op: string, one: Kind, other: Kind): boolean {
  return op === "more" ? one > other : op === "at_least" ? one >= other : op === "less" ? one < other : op === "at_most" ? one <= other : false;
}

export const latin = (text: string): string =>
  text.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 1776)).replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 1632));

export function number(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const plain = latin(value.trim()).replace(/,/g, "");
  return /^[+-]?\d{1,15}(\.\d{1,10})?$/.test(plain) ? Number(plain) : null;
}

function group(value: Value): string[] {
  return Array.isArray(value) ? value : value === null ? [] : [String(value)];
}

/** Letters that are written in several ways are one, as on the server (base/text.py): Arabic and Persian, large and small, half spaces. */
function fold(text: string): string {
  return latin(text.normalize("NFKC"))
    .replace(/[أإٱآٲٳ]/g, "ا")
    .replace(/[ةۀەہۂۃھ]/g, "ه")
    .replace(/[يىئ]/g, "ی")
    .replace(/ك/g, "ک")
    .replace(/ؤ/g, "و")
    .replace(/ء/g, "")
    .replace(/\u200c/g, " ")
    .normalize("NFKD")
    .replace(/[\p{M}\u0640\u200d-\u200f]/gu, "")
    .toLowerCase()
    .replace(/(\p{L})\1{2,}/gu, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

// From fields of a form to an answer

export type Fields = { [name: string]: string[] };

export function answerOf(question: Question, fields: Fields): Answer {
  const own = `a.${question.id}`;
  const many = (part = ""): string[] => (fields[part ? `${own}.${part}` : own] ?? []).map((value) => value.trim()).filter(Boolean);
  const first = many()[0] ?? "";
  if (["nps", "csat", "ces", "rating", "number"].includes(question.kind)) {
    const score = number(first.replace("٫", ".").replace("٬", ""));
    return score === null ? {} : { score };
  }
  if (question.kind === "matrix") return { cells: Object.fromEntries((question.rows ?? []).map(({ id }) => [id, many(id)] as const).filter(([, cells]) => cells.length)) };
  if (question.kind === "ranking") {
    const ranked = (question.options ?? []).map(({ id }) => ({ id, place: Number(latin(many(id)[0] ?? "")) })).filter(({ place }) => place > 0);
    return { choices: ranked.sort((a, b) => a.place - b.place).map(({ id }) => id) };
  }
  if (question.kind === "contact" || question.kind === "address") return { parts: Object.fromEntries((question.parts ?? []).map((part) => [part, many(part)[0] ?? ""] as const).filter(([, value]) => value)) };
  if (question.kind === "date") return many("year")[0] ? { text: ["year", "month", "day"].map((part) => latin(many(part)[0] ?? "")).join("-") } : {};
  if (question.kind === "text") return first ? { text: first } : {};
  const words = many("other")[0];
  return { choices: many(), ...(words && many().includes("other") ? { text: words } : {}) };
}

export const isEmpty = (answer: Answer): boolean =>
  answer.score === undefined && !answer.choices?.length && !answer.text && !Object.keys(answer.cells ?? {}).length && !Object.keys(answer.parts ?? {}).length;
