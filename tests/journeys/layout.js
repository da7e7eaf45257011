// What a page must never do at any width: words over words or icons, and words or list marks that leave their place.
() => {
  const found = new Set();
  const limit = document.documentElement.clientWidth;
  const main = document.querySelector("main");
  const edge = main.getBoundingClientRect().left + parseFloat(getComputedStyle(main).paddingLeft);
  const styles = new Map();
  const styleOf = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const said = (element) => `${element.tagName.toLowerCase()} “${element.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}”`;

  // Where an element can be seen: what its scrolling and cutting ancestors leave of it, and what floats above the page.
  const places = new Map();
  const placeOf = (element) => {
    if (!element || element === document.documentElement) return { left: -1e9, right: 1e9, top: -1e9, bottom: 1e9, float: null, scrolls: false };
    if (places.has(element)) return places.get(element);
    const style = styleOf(element);
    const above = placeOf(element.parentElement);
    const place = { ...above };
    if (["fixed", "sticky"].includes(style.position) || element.matches("dialog, .menu-list")) place.float = element;
    if (style.overflowX !== "visible" && element !== document.body) {
      const box = element.getBoundingClientRect();
      place.left = Math.max(above.left, box.left);
      place.right = Math.min(above.right, box.right);
      place.top = Math.max(above.top, box.top);
      place.bottom = Math.min(above.bottom, box.bottom);
      place.scrolls = above.scrolls || ["auto", "scroll"].includes(style.overflowX) || style.textOverflow === "ellipsis";
    }
    places.set(element, place);
    return place;
  };
  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest(".visually-hidden, .skip-link, option, noscript, title");

  // Rectangles of lines of text and of icons. A line is as high as its letters, not as its box.
  const pieces = [];
  const add = (element, rect, shrink) => {
    const place = placeOf(element);
    const piece = {
      element,
      float: place.float,
      left: Math.max(rect.left, place.left) + 1,
      right: Math.min(rect.right, place.right) - 1,
      top: Math.max(rect.top + rect.height * shrink, place.top),
      bottom: Math.min(rect.bottom - rect.height * shrink, place.bottom),
    };
    if (piece.right <= piece.left || piece.bottom <= piece.top) return;
    pieces.push(piece);
    if (rect.right > limit + 1 && !place.scrolls) found.add(`leaves the page: ${said(element)}`);
    if (rect.left < -1 && !place.scrolls) found.add(`begins outside the page: ${said(element)}`);
    if (!place.scrolls && (rect.right > place.right + 2 || rect.left < place.left - 2)) found.add(`is cut: ${said(element)}`);
  };
  // A word that a person writes stays in one line; names from machines are longer, and may break.
  const LONGEST = 16;
  const word = document.createRange();
  const noteBroken = (node) => {
    for (const match of node.data.matchAll(/\S+/g)) {
      if (match[0].length > LONGEST || !/^[\p{L}\p{P}]+$/u.test(match[0]) || /\p{L}[-–—/]\p{L}/u.test(match[0])) continue;
      word.setStart(node, match.index);
      word.setEnd(node, match.index + match[0].length);
      const tops = [...word.getClientRects()].filter((rect) => rect.width > 2).map((rect) => rect.top);
      if (tops.length > 1 && Math.max(...tops) - Math.min(...tops) > 4) found.add(`“${match[0]}” is broken: ${said(node.parentElement)}`);
    }
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || !isSeen(node.parentElement)) continue;
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((rect) => rect.width > 2);
    for (const rect of lines) add(node.parentElement, rect, 0.25);
    const { left, right } = placeOf(node.parentElement);
    if (lines.length > 1 && right - left > 2) noteBroken(node); // heads of a stacked table are there to be heard alone
  }
  for (const icon of document.querySelectorAll("svg.icon, svg.bar-mini, use.ms")) {
    if (isSeen(icon)) add(icon, icon.getBoundingClientRect(), 0.1);
  }
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea, .btn")) {
    const rect = field.getBoundingClientRect();
    const place = placeOf(field);
    if (isSeen(field) && !place.scrolls && (rect.right > Math.min(limit, place.right) + 1 || rect.left < -1)) {
      found.add(`leaves the page: ${said(field)} ${field.name || ""}`);
    }
  }

  pieces.sort((a, b) => a.top - b.top);
  for (let i = 0; i < pieces.length; i++) {
    const one = pieces[i];
    for (let j = i + 1; j < pieces.length && pieces[j].top < one.bottom; j++) {
      const other = pieces[j];
      if (one.element === other.element || one.float !== other.float) continue;
      if (one.element.matches(".ms") && other.element.matches(".ms")) continue; // milestones of one instant
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      if (across > 1 && down > 1) found.add(`${said(one.element)} and ${said(other.element)} overlap`);
    }
  }

  for (const item of document.querySelectorAll("main li")) {
    const style = styleOf(item);
    if (style.display !== "list-item" || style.listStyleType === "none" || style.listStylePosition === "inside") continue;
    if (!isSeen(item)) continue;
    if (item.getBoundingClientRect().left - parseFloat(style.fontSize) < Math.max(edge, placeOf(item).left) - 1) {
      found.add(`its mark hangs outside: ${said(item)}`);
    }
  }
  if (document.documentElement.scrollWidth > window.innerWidth) found.add("the page scrolls sideways");
  return [...found].slice(0, 8);
}
