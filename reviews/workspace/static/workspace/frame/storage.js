// Small things this browser keeps for a person; where there is no storage, they last as long as the page.
const without = new Map();

export function kept(name, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(`desk.${name}`)) ?? otherwise;
  } catch {
    return without.get(name) ?? otherwise;
  }
}

export function keep(name, value) {
  without.set(name, value);
  try {
    if (value === null) localStorage.removeItem(`desk.${name}`);
    else localStorage.setItem(`desk.${name}`, typeof value === "string" ? value : JSON.stringify(value));
  } catch {
    // full or forbidden: the page still has it
  }
}

export function keptWord(name, otherwise) {
  try {
    return localStorage.getItem(`desk.${name}`) ?? otherwise;
  } catch {
    return without.get(name) ?? otherwise;
  }
}
