// Passages of the text: from what is selected to code points (JavaScript counts UTF-16), and the sentences there are.
const points = (words) => [...words].length;

// The place of a point of a selection, in code points of the whole text; null outside of it.
function placeOf(node, offset, isEnd) {
  if (node.nodeType === Node.ELEMENT_NODE) {
    const child = node.childNodes[isEnd ? offset - 1 : offset];
    const pieces = child?.querySelectorAll?.("[data-start]") ?? [];
    const piece = child?.matches?.("[data-start]") ? child : isEnd ? [...pieces].at(-1) : pieces[0];
    if (piece) return Number(piece.dataset.start) + (isEnd ? points(piece.textContent) : 0);
    if (!isEnd && offset === 0) return nearest(node, false);
    return nearest(node, isEnd);
  }
  const piece = node.parentElement.closest("[data-start]");
  if (piece) return Number(piece.dataset.start) + points(node.data.slice(0, offset));
  return nearest(node.parentElement, isEnd);
}

// A selection may begin or end beside the words (a line's edge, a label): take the piece next to it.
function nearest(element, isEnd) {
  const all = [...document.querySelectorAll("#text [data-start]")];
  const where = (piece) => piece.compareDocumentPosition(element);
  const piece = isEnd
    ? all.filter((one) => where(one) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1)
    : all.find((one) => where(one) & Node.DOCUMENT_POSITION_PRECEDING || element.contains(one));
  return piece ? Number(piece.dataset.start) + (isEnd ? points(piece.textContent) : 0) : null;
}

export function selected() {
  const selection = getSelection();
  const text = document.getElementById("text");
  if (!text || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const start = placeOf(range.startContainer, range.startOffset, false);
  const end = placeOf(range.endContainer, range.endOffset, true);
  return trimmed(start, end, range);
}

// Blanks at the edges do not belong to a passage.
function trimmed(start, end, range) {
  if (start === null || end === null || end <= start) return null;
  const whole = words();
  let [from, to] = [start, end];
  while (from < to && /\s/.test(whole.get(from) ?? " ")) from += 1;
  while (to > from && /\s/.test(whole.get(to - 1) ?? " ")) to -= 1;
  return from < to ? { start: from, end: to, box: range.getBoundingClientRect() } : null;
}

// Every code point of the text by its place.
function words() {
  const found = new Map();
  for (const piece of document.querySelectorAll("#text [data-start]")) {
    let at = Number(piece.dataset.start);
    for (const point of piece.textContent) found.set(at++, point);
  }
  return found;
}

// The sentences of the text that no claim covers, for those who choose one from a list.
export function sentences() {
  const segmenter = Intl.Segmenter ? new Intl.Segmenter(undefined, { granularity: "sentence" }) : null;
  const found = [];
  for (const line of document.querySelectorAll("#text > p")) {
    const pieces = [...line.querySelectorAll("[data-start]")];
    if (!pieces.length) continue;
    const said = pieces.map((piece) => piece.textContent).join("");
    const parts = segmenter ? [...segmenter.segment(said)].map(({ segment, index }) => [segment, index]) : [[said, 0]];
    const base = Number(pieces[0].dataset.start);
    const claimed = pieces.filter((piece) => piece.closest("mark")).map((piece) => Number(piece.dataset.start));
    for (const [part, index] of parts) {
      const start = base + points(said.slice(0, index)) + points(part.match(/^\s*/)[0]);
      const words = part.trim();
      if (words && !claimed.some((at) => at >= start && at < start + points(words))) found.push({ start, end: start + points(words), words });
    }
  }
  return found;
}
