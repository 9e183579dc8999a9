// Reads the text of a reply and dresses it: conclusion, quotations with their source, remarks, choices.
// What does not follow the block order of an answer is shown as the plain text that it is.

import { element, icon } from "./dom.js";

const MORE = /^回复“更多”看后文$/;
const CHOICE = /^(\d{1,2}) (\S.*)$/;
const RESUMES = /^（接着刚才的办理）$/;
const FEEDBACK = /^(有帮助|没答对)$/;
const SOURCE = /^出处：(.+)$/;
const AREA = /^【([^】]+)】$/;
const PLACE = /(?:第[一二三四五六七八九十]+条|[一二三四五六七八九十]+、)?(?:\d{1,2}|(?:（[一二三四五六七八九十]+）)*)(?:第[一二三四五六七八九十\d]+[款段])?$/;
const ANCHOR = /<a href="(https?:\/\/[^"<>\s]+)">([^<]*)<\/a>/g;
const LINK_LINE = /^<a href="(https?:\/\/[^"<>\s]+)">([^<]*)<\/a>$/;
const QUOTE_OPENS = /^(原文)?((?:[（(][^（）()「]{1,4}[）)]|\d{1,2}[、.．]|——|第[^「\s]{1,8}|[一二三四五六七八九十]{1,3}、)?)「/;
const CHECKED = /^([✓✗？－]) ([^：]+)：(.+?)，(满足|不满足|待确认|未填写)(?:。文件要求「(.+?)」)?(?:（(.+)）)?$/;
const STANDINGS = { 满足: "met", 不满足: "not-met", 待确认: "unclear", 未填写: "open" };
const QUOTE_ENDS = /」(（原文如此）)?$/;

export function readReply(text) {
  const lines = text.trim().split("\n");
  const hasMore = MORE.test(lines.at(-1));
  if (hasMore) lines.pop();
  const choices = takeChoices(lines);
  const resumed = takeResumed(lines);
  return { ...readBlocks(lines), resumed, choices, hasMore };
}

// What follows an answer given in the middle of a form: the question that is still open.
function takeResumed(lines) {
  const first = lines.findIndex((line) => RESUMES.test(line));
  return first < 0 ? "" : lines.splice(first).filter((line) => line.trim()).join("\n");
}

function takeChoices(lines) {
  let first = lines.length;
  while (first > 0 && CHOICE.test(lines[first - 1])) first -= 1;
  const found = lines.slice(first).map((line) => CHOICE.exec(line));
  const isList = found.length > 0 && found.every(([, digit], index) => Number(digit) === index + 1);
  if (!isList) return [];
  lines.length = first;
  return found.map(([, says, label]) => ({ says, label }));
}

function readBlocks(lines) {
  const conclusion = [];
  const checked = [];
  const citations = [];
  const rest = [...lines];
  let area = "";
  while (rest.length > 0) {
    const current = citations.at(-1);
    const opens = QUOTE_OPENS.exec(rest[0]);
    const line = opens ? takeQuote(rest) : rest.shift();
    if (opens) {
      const isFurtherPiece = current && !current.source && !opens[1];
      const citation = isFurtherPiece ? current : { area, quotes: [], source: "", link: null, notes: [] };
      if (!isFurtherPiece) citations.push(citation);
      area = "";
      const end = QUOTE_ENDS.exec(line);
      const words = line.slice(opens[0].length, end ? end.index : undefined);
      citation.quotes.push({ label: opens[2], words, slip: end?.[1] ?? "" });
    } else if (!current && CHECKED.test(line)) {
      const [, mark, label, fact, standing, words, place] = CHECKED.exec(line);
      checked.push({ mark, label, fact, standing, words, place, why: [] });
    } else if (checked.length > 0 && SOURCE.test(line)) {
      citations.push({ area: "", quotes: [], source: SOURCE.exec(line)[1], link: null, notes: [] });
    } else if (checked.length > 0 && !current) {
      checked.at(-1).why.push(line);
    } else if (AREA.test(line)) {
      area = AREA.exec(line)[1];
    } else if (!current) {
      conclusion.push(line);
    } else if (SOURCE.test(line) && !current.source) {
      current.source = SOURCE.exec(line)[1];
    } else if (LINK_LINE.test(line) && !current.link) {
      const [, address, label] = LINK_LINE.exec(line);
      current.link = { address, label };
    } else if (line.trim()) {
      current.notes.push(line);
    }
  }
  return { conclusion: conclusion.join("\n").trim(), checked, citations };
}

function takeQuote(rest) {
  const last = rest.findIndex((line) => QUOTE_ENDS.test(line));
  return rest.splice(0, last < 0 ? rest.length : last + 1).join("\n");
}

export function replyElement(text) {
  const { conclusion, checked, citations, resumed, choices, hasMore } = readReply(text);
  const rows = choices.map(({ says, label }) => {
    const row = choiceRow(says, element("span", "digit", says), label);
    if (FEEDBACK.test(label)) row.className = "quiet";
    return row;
  });
  if (hasMore) rows.push(choiceRow("更多", "更多", icon("chevron", "chevron")));
  const isCard = citations.length > 0 || rows.length > 0;
  return element(
    "div",
    isCard ? "bubble card" : "bubble",
    conclusion ? element("p", citations.length > 0 ? "conclusion" : "words", ...withLinks(conclusion)) : null,
    checked.length > 0 ? element("ul", "checked", ...checked.map(checkedElement)) : null,
    ...citations.map(citationElement),
    resumed ? element("p", "resumed", ...withLinks(resumed)) : null,
    rows.length > 0 ? element("ol", "choices", ...rows) : null,
  );
}

function checkedElement({ mark, label, fact, standing, words, place, why }) {
  const kind = STANDINGS[standing];
  return element(
    "li",
    kind,
    element("span", "mark", mark),
    element(
      "div",
      "",
      element("p", "demand", element("span", "label", label), element("span", "standing", standing)),
      element("p", "fact", fact, place ? element("span", "place", place) : null),
      words ? element("blockquote", "", element("p", "", element("span", "quoted", words))) : null,
      ...why.map((line) => element("p", "remark", line)),
    ),
  );
}

function citationElement({ area, quotes, source, link, notes }) {
  const [dated, ...remarks] = notes;
  return element(
    "section",
    "citation",
    area ? element("h2", "area", area) : null,
    quotes.length > 0 ? element("blockquote", "", ...quotes.map(quoteElement)) : null,
    source ? sourceElement(source) : null,
    dated ? element("p", "source", ...withLinks(dated)) : null,
    link ? linkElement(link.address, link.label, icon("chevron", "chevron")) : null,
    ...remarks.map((remark) => element("p", "remark", ...withLinks(remark))),
  );
}

// The place in the document never breaks over two lines.
function sourceElement(source) {
  const { index } = PLACE.exec(source);
  return element("p", "source", source.slice(0, index), element("span", "place", source.slice(index)));
}

function quoteElement({ label, words, slip }) {
  return element(
    "p",
    "",
    label ? element("span", "label", label) : null,
    element("span", "quoted", words),
    slip ? element("span", "slip", slip) : null,
  );
}

function choiceRow(says, ...content) {
  const button = element("button", "", ...content);
  button.type = "button";
  button.dataset.says = says;
  return element("li", "", button);
}

function withLinks(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(ANCHOR)) {
    parts.push(text.slice(from, found.index), linkElement(found[1], found[2]));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

function linkElement(address, ...content) {
  const link = element("a", "", ...content);
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}
