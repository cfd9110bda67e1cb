// The page on which a customer chooses when to be called back: times are told on the clock of their browser,
// and they can choose another.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const address = new URL(location.href);
const choice = document.getElementById('zone');

if (zone && !address.searchParams.has('zone') && choice?.value !== zone) {
  address.searchParams.set('zone', zone);
  location.replace(address);
}
choice?.addEventListener('change', () => choice.form.requestSubmit());
