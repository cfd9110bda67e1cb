
// The page of a call: its player, and which of the moments are shown.

const given = document.getElementById('data');
player({
  data: JSON.parse(given.textContent),
  cutMs: Number(given.dataset.cut),
  moment: '.moment',
  who: 'the agent is',
  why: 'This browser cannot play the sound (Ogg Opus). Open the page in a current Firefox, Chrome, Edge or Safari.',
});

const filter = document.getElementById('filter');
if (filter) filter.hidden = false;
picked('filter', kind => {
  for (const one of document.querySelectorAll('ol.moments > li')) {
    if (!one.closest('details')) one.hidden = kind !== '' && one.dataset.kind !== kind;
  }
});
