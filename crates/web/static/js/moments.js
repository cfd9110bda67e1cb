// What was noticed: a step of the line of trust opens the message that it is in.

const scroller = () => document.getElementById('thread');
const OFTEN_MAX = 200; // pages of earlier messages

/** Fetches earlier messages until that one is there. */
const bring = async id => {
  for (let tries = 0; tries < OFTEN_MAX; tries++) {
    const message = document.getElementById(`message-${id}`);
    if (message) return message;
    const earlier = document.querySelector('#earlier button.thread__earlier');
    if (!earlier) return null;
    const come = new Promise(done => document.addEventListener('htmx:after:swap', done, { once: true }));
    earlier.click();
    await Promise.race([come, new Promise(done => setTimeout(done, 4000))]);
  }
  return null;
};

document.addEventListener('click', async event => {
  const link = event.target.closest?.('a[data-message]');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !scroller()) return;
  event.preventDefault();
  // The panel would cover what is looked for.
  link.closest('.about__more')?.removeAttribute('open');
  const message = await bring(link.dataset.message);
  if (!message) return;
  message.scrollIntoView({ block: 'center' });
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  for (const other of document.querySelectorAll('[data-ui-found]')) delete other.dataset.uiFound;
  message.dataset.uiFound = 'yes';
});

// Naming a moment: a button at the words that were selected, by mouse or keys, opens the question. The page's
// middle is drawn anew when one goes on to another conversation, so everything is looked for when it is needed.

const SETTLED_MS = 150;
const here = () => document.getElementById('naming-here');
const dialog = () => document.getElementById('naming');
const element = node => node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;

/** The words that are selected within one message: whose they are, and which of them where they stand there twice. */
const selection = () => {
  const chosen = getSelection();
  if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
  const range = chosen.getRangeAt(0);
  const text = element(range.commonAncestorContainer)?.closest('.message__text');
  const message = text?.closest('.message');
  const words = chosen.toString().trim();
  if (!words || !message || message.matches('.message--pending')) return null;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const plain = text => text.replace(/\s+/g, ' ');
  const nth = plain(before.toString()).split(plain(words)).length - 1;
  return { id: message.dataset.id, words, nth, at: range.getBoundingClientRect() };
};

let selected = null;
const place = () => {
  const button = here();
  if (!button) return;
  selected = dialog().open ? null : selection();
  button.hidden = !selected;
  if (!selected) return;
  const { left, right, top, bottom } = selected.at;
  const { offsetWidth: width, offsetHeight: height } = button;
  const start = Math.max(8, Math.min((left + right - width) / 2, innerWidth - width - 8));
  const above = top - height - 8;
  button.style.left = `${start}px`;
  button.style.top = `${Math.min(above > 8 ? above : bottom + 8, innerHeight - height - 8)}px`;
};

let settling;
document.addEventListener('selectionchange', () => { clearTimeout(settling); settling = setTimeout(place, SETTLED_MS); });
document.addEventListener('scroll', () => { if (here()?.hidden === false) place(); }, { capture: true, passive: true });
addEventListener('resize', () => { if (here()?.hidden === false) place(); });
// A press on the button leaves the selection as it is.
document.addEventListener('pointerdown', event => { if (event.target.closest?.('#naming-here')) event.preventDefault(); });
document.addEventListener('click', event => {
  if (!event.target.closest?.('#naming-here') || !selected) return;
  const { id, words, nth } = selected;
  here().hidden = true;
  const asked = new URLSearchParams({ words, nth });
  window.htmx.ajax('GET', `/messages/${id}/moments/new?${asked}`, { target: '#naming', swap: 'innerHTML' });
});
