// One exchange of the drawer: what was sent, what came back, encrypted and clear.

import { element } from "./dom.js";

const VERDICTS = { replied: "已答复", nothing: "无需答复", broken: "无效", differs: "不一致" };
const XML_PIECE = /(<!\[CDATA\[)([\s\S]*?)(\]\]>)|(<\/?\w+>)|[^<]+|</g;
// The platform's XML is flat: each field gets a line of its own, whatever the sender's spacing.
const INDENTS = [[/^<xml>/, ""], [/^<\/xml>/, "\n"], [/^<\//, ""], [/^</, "\n  "]];

export function exchangeElement(exchange, userName) {
  const { answer } = exchange;
  const tries = exchange.tries > 1 ? `${exchange.tries} 次尝试` : "1 次";
  const delivery = exchange.delivery > 1 ? `第 ${exchange.delivery} 次投递 · ` : "";
  const summary = element(
    "summary",
    "",
    element("span", "route", element("b", "", exchange.method), ` ${exchange.path.split("?")[0]}`),
    element("span", `verdict ${answer.verdict}`, VERDICTS[answer.verdict]),
    element("span", "facts", `${delivery}${userName} · ${exchange.elapsed_ms} 毫秒 · ${tries} · ${clock(exchange.at)}`),
  );
  const details = element(
    "details",
    "exchange",
    summary,
    answer.problem ? element("p", `problem ${answer.verdict}`, answer.problem) : null,
    heading("请求", sealNote(exchange.body)),
    ...(exchange.xml ? callbackElements(exchange) : callElements(exchange)),
  );
  return element("li", "", details);
}

function callbackElements({ method, path, body, xml, answer }) {
  return [
    xmlElement(xml),
    folded("原始报文与参数", `${method} ${path}\n\n${body}`),
    answer.status ? heading(`答复 HTTP ${answer.status}`, sealNote(answer.body)) : null,
    answer.xml ? xmlElement(answer.xml) : null,
    answer.body ? folded("原始报文", answer.body) : null,
  ];
}

// What the service asked of the platform is JSON and not encrypted.
function callElements({ body, answer }) {
  return [element("pre", "", body), heading("答复", ""), element("pre", "", answer.body)];
}

const sealNote = (body) => (body.includes("<Encrypt>") ? "解密后" : "");
const mark = (piece) => element("span", "xml-mark", piece);

function heading(title, note) {
  return element("h3", "", title, note ? element("small", "", note) : null);
}

function folded(title, text) {
  return element("details", "raw", element("summary", "", title), element("pre", "", text));
}

function xmlElement(xml) {
  const pre = element("pre", "xml");
  for (const [piece, opening, words, closing, tag] of xml.matchAll(XML_PIECE)) {
    if (opening) {
      pre.append(mark(opening), element("span", "xml-words", words), mark(closing));
    } else if (tag) {
      pre.append(INDENTS.find(([pattern]) => pattern.test(tag))[1], element("span", "xml-tag", tag));
    } else if (piece.trim()) {
      pre.append(piece);
    }
  }
  return pre;
}

function clock(at) {
  return new Date(at * 1000).toLocaleTimeString("zh-CN", { hour12: false });
}
