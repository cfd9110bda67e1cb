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
  // On a phone the panel would cover what is looked for.
  if (matchMedia('(max-width: 55rem)').matches) link.closest('details')?.removeAttribute('open');
  const message = await bring(link.dataset.message);
  if (!message) return;
  message.scrollIntoView({ block: 'center' });
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  for (const other of document.querySelectorAll('[data-ui-found]')) delete other.dataset.uiFound;
  message.dataset.uiFound = 'yes';
});
