// Writing a standard: what is understood of its check is told as one writes, and phrases are put behind it by a
// click. Without this script the same buttons ask the server for the same page.

const QUIET_MS = 300;

const form = document.getElementById('standard-form');
const check = document.getElementById('check');
const understood = document.getElementById('understood');

let timer, running;

const ask = async () => {
  running?.abort();
  const mine = running = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  const response = await fetch('/standards/understanding', { method: 'POST', body, signal: mine.signal }).catch(() => null);
  const html = response?.ok ? await response.text().catch(() => null) : null;
  if (html !== null && running === mine) understood.innerHTML = html;
};

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(ask, QUIET_MS);
};

form.addEventListener('input', later);
form.addEventListener('change', event => {
  if (event.target.name === 'day' && event.target.value) form.elements.from.value = 'later';
  later();
});

form.addEventListener('click', event => {
  const button = event.target.closest('button[name=add], button[data-look]');
  if (!button) return;
  event.preventDefault();
  if (button.name === 'add') {
    const before = check.value.trim();
    check.value = before ? `${before} and ${button.value}` : button.value;
    check.focus();
    check.setSelectionRange(check.value.length, check.value.length);
  }
  clearTimeout(timer);
  ask();
});
