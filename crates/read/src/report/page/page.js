// Brings what is said of a finding to the words that show it. Without it, each link leads to the same.
(() => {
  'use strict';
  const tip = document.getElementById('tip');
  const list = of => of.split(' ').map(id => document.getElementById(id)).filter(Boolean);
  let lit = [];
  let shown = null;
  let later = 0;

  const light = elements => {
    for (const one of lit) one.classList.remove('lit');
    lit = elements;
    for (const one of lit) one.classList.add('lit');
  };

  const hide = () => {
    clearTimeout(later);
    shown = null;
    tip.hidden = true;
    light([]);
  };
  // The pointer may go from the words to what is said of them.
  const hideSoon = () => {
    clearTimeout(later);
    later = setTimeout(hide, 180);
  };

  const show = (on, of) => {
    clearTimeout(later);
    if (shown === on) return;
    shown = on;
    const findings = list(of);
    light(findings);
    tip.replaceChildren(...findings.map(finding => {
      const copy = document.createElement('div');
      copy.className = 'finding';
      for (const child of finding.children) copy.append(child.cloneNode(true));
      return copy;
    }));
    tip.hidden = false;
    // Below the last line of the words; above the first where there is no room.
    const lines = on.getClientRects();
    const last = lines[lines.length - 1];
    if (!last) return;
    const room = document.documentElement.clientWidth;
    const left = Math.max(12, Math.min(last.left, room - tip.offsetWidth - 12));
    const below = last.bottom + 6;
    const above = lines[0].top - tip.offsetHeight - 6;
    const top = below + tip.offsetHeight > innerHeight && above > 0 ? above : below;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${top + scrollY}px`;
  };

  for (const mark of document.querySelectorAll('.mark')) {
    for (const stretch of mark.querySelectorAll('.stretch')) {
      stretch.addEventListener('pointerenter', event => {
        if (event.pointerType === 'mouse') show(stretch, stretch.dataset.of);
      });
      stretch.addEventListener('pointerleave', hideSoon);
    }
    mark.addEventListener('focus', () => {
      if (mark.matches(':focus-visible')) show(mark, mark.getAttribute('aria-describedby'));
    });
    mark.addEventListener('blur', hide);
    mark.addEventListener('click', hide);
  }
  tip.addEventListener('pointerenter', () => clearTimeout(later));
  tip.addEventListener('pointerleave', hideSoon);
  document.addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });

  // And the words to what is said of them.
  const stretches = new Map();
  for (const stretch of document.querySelectorAll('[data-of]')) {
    for (const id of stretch.dataset.of.split(' ')) {
      if (!stretches.has(id)) stretches.set(id, []);
      stretches.get(id).push(stretch);
    }
  }
  for (const finding of document.querySelectorAll('.findings > .finding')) {
    finding.addEventListener('pointerenter', () => { if (!shown) light(stretches.get(finding.id) ?? []); });
    finding.addEventListener('pointerleave', () => { if (!shown) light([]); });
  }
})();
