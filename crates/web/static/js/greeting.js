// A first answer may begin with a greeting: it is offered, one key puts it in, and nothing is kept of it
// until then. While something is written the offer is out of the way.

const put = button => {
  const text = button.closest('form').querySelector('.composer__text');
  const words = `${button.dataset.greeting}\n\n`;
  text.focus();
  text.setSelectionRange(0, 0);
  // As if it had been typed, so that it can be undone like it.
  if (!document.execCommand?.('insertText', false, words)) {
    text.setRangeText(words, 0, 0, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }
};

document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-greeting]');
  if (button) put(button);
});
document.addEventListener('keydown', event => {
  if (event.code !== 'KeyG' || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const button = document.querySelector('form.composer [data-greeting]');
  if (!button?.checkVisibility()) return;
  event.preventDefault();
  put(button);
});
