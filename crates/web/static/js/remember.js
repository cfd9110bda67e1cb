// What this browser remembers for its person. Where it may not, everything goes on without.

/** Who is told what is new in this browser while no page is open, as far as it knows; and at which address. */
export const TOLD_HERE = 'bliss-push';
export const TOLD_AT = 'bliss-push-at';

/** What was remembered by that name, or null. */
export const remembered = key => { try { return localStorage.getItem(key); } catch { return null; } };

/** Remembers it; null forgets it. Where there is no room it holds for this page alone. */
export const remember = (key, value) => {
  try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* full or forbidden */ }
};
