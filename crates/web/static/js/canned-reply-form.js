// Writing a canned reply: variables come in by a click, and how it reads is told as one writes.

const QUIET_MS = 300;

const form = document.getElementById('canned-reply');
const text = document.getElementById('text');
const preview = document.getElementById('preview');

let timer, running;

const ask = async () => {
  running?.abort();
  const mine = running = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  const response = await fetch('/settings/canned-replies/preview', { method: 'POST', body, signal: mine.signal }).catch(() => null);
  const html = response?.ok ? await response.text().catch(() => null) : null;
  if (html !== null && running === mine) preview.innerHTML = html;
};

form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(ask, QUIET_MS);
});

form.addEventListener('click', event => {
  const button = event.target.closest('[data-variable]');
  if (!button) return;
  const { variable } = button.dataset;
  text.focus();
  // As if it had been typed, so that it can be undone like it.
  if (!document.execCommand?.('insertText', false, variable)) {
    text.setRangeText(variable, text.selectionStart, text.selectionEnd, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }
});
