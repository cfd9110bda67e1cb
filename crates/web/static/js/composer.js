// Writing: drafts that are saved as they are typed and never lost, files, sending.

import { look, shown } from './live.js';
import { toast } from './desk.js';
import { remember, remembered } from './remember.js';
import { words } from './words.js';

const SAVE_MS = 400;
const TYPING_MS = 4000;

// Files on their way, and the button that was pressed meanwhile: what is sent takes them along.
const uploads = new WeakMap(), pressed = new WeakMap();

const composer = () => document.querySelector('form.composer');
const textOf = form => form.querySelector('.composer__text');
const placeOf = form => `bliss-draft:${document.body.dataset.me}:${form.dataset.conversation}:${form.dataset.kind}`;
// That it waits to be sent is not written over.
const status = (form, said) => { if (!pressed.has(form)) form.querySelector('.composer__saved').textContent = said; };

// --- drafts ---------------------------------------------------------------------------------

// What was typed is kept in this browser until the desk has it, so that neither a lost connection
// nor a reload takes it.
let timer, saving = Promise.resolve(), put;
// What the desk may have of a draft, for it was sent there and there was no answer yet.
const offered = new WeakMap();
// What is on its way to the desk, and what was and has had no answer: it may be there, or not.
const sending = new WeakSet(), unanswered = new WeakSet();

const keep = form => remember(placeOf(form), JSON.stringify({ text: textOf(form).value, revision: +form.dataset.revision }));
const forget = form => remember(placeOf(form), null);

const save = form => {
  clearTimeout(timer);
  timer = undefined;
  saving = saving.then(async () => {
    // What is sent is no draft any more; and the desk may have these words already.
    if (sending.has(form) || form.dataset.uiClean) return;
    const text = textOf(form).value;
    offered.set(form, [...offered.get(form) ?? [], text]);
    put = new AbortController();
    const response = await fetch(`/conversations/${form.dataset.conversation}/drafts/${form.dataset.kind}`, {
      method: 'PUT',
      signal: put.signal,
      keepalive: text.length < 15_000,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, revision: +form.dataset.revision }),
    }).catch(() => null);
    if (sending.has(form)) return;
    if (!response) return status(form, words.draft_kept);
    const answer = await response.json().catch(() => ({}));
    if (response.status === 409) {
      // Changed in another tab, or sent there: then there is nothing to choose between.
      if (!form.isConnected || sending.has(form)) return;
      if (answer.text && !offered.get(form).includes(answer.text)) return conflict(form, answer);
      form.dataset.revision = answer.revision;
      timer = setTimeout(() => save(form), SAVE_MS);
      return;
    }
    if (!response.ok) return status(form, answer.detail ?? words.draft_not_saved);
    form.dataset.revision = answer.revision;
    offered.delete(form);
    if (textOf(form).value === text) {
      forget(form);
      form.dataset.uiClean = 'yes';
      status(form, text ? words.draft_saved : '');
    }
  });
  return saving;
};

// The same draft was changed in another tab: both are there, and the writer chooses.
const conflict = (form, { text, revision }) => {
  form.querySelector('.composer__other')?.remove();
  const box = document.createElement('section');
  box.className = 'held composer__other';
  box.setAttribute('role', 'alert');
  const head = document.createElement('h3');
  head.textContent = words.draft_elsewhere;
  const quote = document.createElement('blockquote');
  quote.textContent = text;
  const button = (label, act) => {
    const one = document.createElement('button');
    one.type = 'button';
    one.className = 'button button--small';
    one.textContent = label;
    one.onclick = () => { form.dataset.revision = revision; box.remove(); act(); textOf(form).focus(); };
    return one;
  };
  const buttons = document.createElement('div');
  buttons.className = 'buttons';
  buttons.append(
    button(words.draft_keep_this, () => save(form)),
    button(words.draft_use_that, () => { textOf(form).value = text; forget(form); }),
    button(words.draft_keep_both, () => { textOf(form).value = `${text}\n\n${textOf(form).value}`; save(form); }),
  );
  box.append(head, quote, buttons);
  form.prepend(box);
};

document.addEventListener('input', event => {
  const form = event.target.closest?.('form.composer');
  if (!form || !event.target.matches('.composer__text')) return;
  delete form.dataset.uiClean;
  // Whoever writes on does not send yet.
  pressed.delete(form);
  keep(form);
  status(form, '');
  clearTimeout(timer);
  timer = setTimeout(() => save(form), SAVE_MS);
  types(form);
});

const flush = () => { const form = composer(); if (form && timer) save(form); };
document.addEventListener('leaving', flush);
addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', () => { if (document.hidden) flush(); });
// The desk is there again: it gets what this browser kept meanwhile.
const deliver = () => {
  const form = composer();
  if (form && remembered(placeOf(form))) save(form);
};
addEventListener('online', deliver);
document.body.addEventListener('desk-back', deliver);

// What this browser kept and the desk does not have yet comes back.
const restore = form => {
  let kept;
  try { kept = JSON.parse(remembered(placeOf(form))); } catch { return; }
  if (!kept) return forget(form);
  // They stand here, for they were sent and not taken: as a draft, the desk may not have them yet.
  if (kept.text === textOf(form).value) return void save(form);
  if (kept.revision === +form.dataset.revision) {
    textOf(form).value = kept.text;
    save(form);
  } else {
    conflict(form, { text: kept.text, revision: +form.dataset.revision });
  }
};

// Another tab of one's own saved this draft: this one follows, unless it is being written in, or sent. Until the
// desk has answered that it has it, what stands here may have to be sent again, under the same key.
const isFree = form => form === composer() && !sending.has(form) && !unanswered.has(form) && !timer
  && !(document.activeElement === textOf(form) && document.hasFocus());
document.body.addEventListener('draft-saved', async ({ detail }) => {
  const form = composer();
  if (!form || detail.conversation !== +form.dataset.conversation || !isFree(form)) return;
  await saving;
  refetch(form, form.dataset.kind, false);
});

const refetch = async (form, kind, focus) => {
  const { conversation } = form.dataset;
  const response = await fetch(`/conversations/${conversation}/composer?kind=${kind}`).catch(() => null);
  if (!response?.ok) return toast(words.needs_connection);
  const text = await response.text();
  if (composer()?.dataset.conversation !== conversation) return;
  const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('form.composer');
  // It may have been taken up again, or brought further than this, while this was on its way.
  if (!focus && (!isFree(form) || +fresh.dataset.revision <= +form.dataset.revision)) return;
  if (!focus) fresh.removeAttribute('data-focus');
  await window.htmx.swap({ text: fresh.outerHTML, target: `#composer-${conversation}`, swap: 'outerHTML' });
};

// --- reply or note --------------------------------------------------------------------------

document.addEventListener('change', async event => {
  const form = event.target.closest?.('form.composer');
  if (!form || event.target.name !== 'kind') return;
  const kind = event.target.value;
  if (kind === form.dataset.kind) return;
  if (timer) await save(form);
  await refetch(form, kind, true);
});

// --- @mentions ------------------------------------------------------------------------------

// The colleagues whose handle begins with what follows the @ before the caret.
const colleagues = form => form.querySelector('.colleagues');
const begun = text => text.value.slice(0, text.selectionStart).match(/(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}]*)$/u)?.[1].toLowerCase();
const options = list => [...list.children].filter(item => !item.hidden);
const choose = (list, chosen) => {
  const text = textOf(list.closest('form'));
  for (const item of list.children) item.setAttribute('aria-selected', item === chosen);
  text.setAttribute('aria-activedescendant', chosen?.id ?? '');
};
const suggest = form => {
  const list = colleagues(form);
  if (!list) return;
  const start = begun(textOf(form));
  for (const item of list.children) item.hidden = start === undefined || !item.dataset.handle.startsWith(start);
  const found = options(list);
  list.hidden = !found.length;
  choose(list, found[0]);
};
const mention = (form, item) => {
  const text = textOf(form), start = begun(text);
  text.setRangeText(`${item.dataset.handle} `, text.selectionStart - start.length, text.selectionStart, 'end');
  text.dispatchEvent(new Event('input', { bubbles: true }));
};
document.addEventListener('input', event => {
  const form = event.target.closest?.('form.composer');
  if (form && event.target.matches('.composer__text')) suggest(form);
});
document.addEventListener('mousedown', event => {
  const item = event.target.closest?.('.colleagues [role=option]');
  if (!item) return;
  event.preventDefault(); // the caret stays
  mention(item.closest('form'), item);
});
document.addEventListener('keydown', event => {
  const form = event.target.closest?.('form.composer');
  const list = form && colleagues(form);
  if (!list || list.hidden || event.ctrlKey || event.metaKey || event.isComposing) return;
  const found = options(list), at = found.findIndex(item => item.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    choose(list, found.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % found.length));
  } else if (event.key === 'Enter' || event.key === 'Tab') {
    mention(form, found[at]);
  } else if (event.key === 'Escape') {
    list.hidden = true;
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
});

// --- sending --------------------------------------------------------------------------------

document.addEventListener('keydown', event => {
  const form = event.target.closest?.('form.composer');
  if (!form) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    event.preventDefault();
    // With nothing to send, the key does nothing: what stood here may have gone out a moment ago.
    if (textOf(form).value.trim() || form.querySelector('ul.files li')) form.requestSubmit();
  } else if (event.key === 'Escape' && event.target.matches('.composer__text')) {
    event.target.blur();
  }
});

document.addEventListener('htmx:before:request', event => {
  const form = event.detail.ctx.sourceElement;
  if (!form?.matches?.('form.composer')) return;
  clearTimeout(timer);
  timer = undefined;
  sending.add(form);
  // It would come too late, for a draft that is none any more.
  put?.abort();
  stopTyping();
});
// Sent: the desk has it, this browser need not keep it. On any failure the text stays where it is.
document.addEventListener('htmx:after:request', event => {
  const { ctx } = event.detail;
  if (!ctx.sourceElement?.matches?.('form.composer')) return;
  unanswered.delete(ctx.sourceElement);
  const sent = (ctx.response?.raw?.status ?? ctx.response?.status) === 201;
  if (sent) forget(ctx.sourceElement);
  else sending.delete(ctx.sourceElement);
});
document.addEventListener('htmx:error', event => {
  const form = event.detail.ctx?.sourceElement;
  if (!form?.matches?.('form.composer')) return;
  unanswered.add(form);
  sending.delete(form);
});
document.addEventListener('click', event => {
  if (!event.target.closest?.('[data-keep-writing]')) return;
  const form = composer();
  // What was shown in the box is seen now.
  form.querySelector('[name=seen]').value = document.getElementById('thread').dataset.newest;
  form.querySelector('.held')?.remove();
  textOf(form).focus();
});

// What the writer has seen: what is in the thread, but for a colleague's words that came while they
// wrote; a reply to a thread in which a colleague has answered meanwhile is held for a look.
const seen = () => {
  const form = composer(), thread = document.getElementById('thread');
  if (!form || !thread || document.hidden) return;
  const field = form.querySelector('[name=seen]');
  const colleagues = textOf(form).value.trim()
    ? [...thread.querySelectorAll('.message[data-colleague]')].map(m => +m.dataset.id).filter(id => id > +field.value)
    : [];
  field.value = colleagues.length ? Math.min(...colleagues) - 1 : thread.dataset.newest;
};
document.addEventListener('thread-changed', seen);
document.addEventListener('visibilitychange', seen);

// --- typing ---------------------------------------------------------------------------------

let typingSince = 0, quiet;
const types = form => {
  if (form.dataset.kind !== 'reply') return;
  if (Date.now() - typingSince > TYPING_MS / 2) { typingSince = Date.now(); look(true); }
  clearTimeout(quiet);
  quiet = setTimeout(stopTyping, TYPING_MS);
};
const stopTyping = () => {
  clearTimeout(quiet);
  if (typingSince) look(false);
  typingSince = 0;
};

// --- files ----------------------------------------------------------------------------------

const SIZE_BYTES_MAX = 25 * 1024 * 1024;
const upload = (form, file) => new Promise(done => {
  const { conversation, kind } = form.dataset;
  const list = form.querySelector('ul.files');
  const item = document.createElement('li');
  item.className = 'file';
  item.innerHTML = '<span><b dir="auto"></b><progress max="1" value="0"></progress></span>';
  item.querySelector('b').textContent = file.name;
  const bar = item.querySelector('progress');
  bar.setAttribute('aria-label', words.uploading(file.name));
  list.append(item);
  const fail = why => { item.remove(); toast(why); done(false); };
  if (file.size > SIZE_BYTES_MAX) return fail(words.file_too_large);
  if (!file.size) return fail(words.file_empty);
  const request = new XMLHttpRequest();
  request.open('POST', `/conversations/${conversation}/drafts/${kind}/attachments`);
  request.upload.onprogress = event => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
  request.onerror = () => fail(words.file_lost(file.name));
  request.onload = async () => {
    if (request.status !== 201) {
      const page = new DOMParser().parseFromString(request.responseText, 'text/html');
      return fail(page.querySelector('[data-error-detail]')?.textContent ?? words.file_not_kept);
    }
    item.remove();
    await window.htmx.swap({ text: request.responseText, target: `#draft-files-${conversation}`, swap: 'outerHTML' });
    done(true);
  };
  const body = new FormData();
  body.append('file', file);
  request.send(body);
});
const uploadAll = async (form, files) => {
  const arrived = (async () => {
    let all = await (uploads.get(form) ?? true);
    for (const file of files) all = await upload(form, file) && all;
    return all;
  })();
  uploads.set(form, arrived);
  const all = await arrived;
  if (uploads.get(form) !== arrived) return;
  uploads.delete(form);
  const button = pressed.get(form);
  pressed.delete(form);
  if (!button || !form.isConnected) return;
  if (all) form.requestSubmit(button);
  else status(form, words.not_sent_without_file);
};
document.addEventListener('submit', event => {
  const form = event.target;
  if (!uploads.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  status(form, words.sent_with_file);
  pressed.set(form, event.submitter ?? form.querySelector('.composer__foot .composer__send'));
}, true);
document.addEventListener('change', event => {
  if (!event.target.matches?.('[data-attach]')) return;
  const files = [...event.target.files];
  event.target.value = '';
  uploadAll(event.target.form, files);
});
document.addEventListener('paste', event => {
  const form = event.target.closest?.('form.composer');
  const files = [...event.clipboardData?.files ?? []];
  if (!form || !files.length) return;
  event.preventDefault();
  uploadAll(form, files);
});
const talkOf = event => event.dataTransfer?.types.includes('Files') && event.target.closest?.('.desk__talk');
document.addEventListener('dragover', event => { if (talkOf(event)) event.preventDefault(); });
document.addEventListener('drop', event => {
  if (!talkOf(event) || !composer()) return;
  event.preventDefault();
  uploadAll(composer(), [...event.dataTransfer.files]);
});

// --- a composer has come into the page -------------------------------------------------------

const ready = new WeakSet();
const prepare = () => {
  const form = composer();
  if (!form || ready.has(form)) return;
  ready.add(form);
  restore(form);
  if ('focus' in form.dataset) {
    const text = textOf(form);
    text.focus({ preventScroll: true });
    text.setSelectionRange(text.value.length, text.value.length);
  }
};
document.addEventListener('conversation-shown', prepare);
document.addEventListener('thread-changed', prepare);
if (shown()) prepare();
