// A call in the chat's panel, loaded when somebody presses "Call us". The why of it is in README.md.

const REPLY_MS_MAX = 15e3, GATHER_MS_MAX = 1e3, CONNECT_MS_MAX = 6e3, TRY_MS_MAX = 15e3, PAUSE_MS = 1e3;
const LOOK_MS = 1e4, LEVEL_MS = 100, SILENT_MS = 8e3, LOCK_TRIES = 10, LOCK_MS = 200;
const SILENCE = 1e-4; // full scale is 1; no microphone that is on is as quiet

// Words, made of the languages' files.
const P = n => new Intl.PluralRules('en').select(n);
const T = {
  lang: 'en', dir: 'ltr',
  title: name => `Call ${name}`,
  shrink: 'Make this small, and stay on the line',
  close: 'Close',
  before: 'Talk to us',
  microphone: 'Your browser will ask for the microphone, so that we can hear you.',
  free: 'Nobody is before you.',
  line: n => P(n) == 'one' ? `${n} person before you.` : `${n} people before you.`,
  line_about: (n, time) => P(n) == 'one' ? `${n} person before you, about ${time}.` : `${n} people before you, about ${time}.`,
  ahead: n => P(n) == 'one' ? `${n} person before you` : `${n} people before you`,
  about: time => `About ${time}.`,
  recording: 'We record calls to help us serve you better. Tell us if you would like us to pause that.',
  consent: 'You may record this call to help us serve you better.',
  consent_note: 'You can call either way.',
  name: 'Your name (optional)',
  dial: 'Call now',
  write: 'Write instead',
  later: 'Call me back instead',
  again: 'Try again',
  back: 'Back to the chat',
  redial: 'Call again',
  choose: 'Choose a time',
  end: 'Hang up',
  leave: 'Stop calling',
  stay: 'Keep waiting',
  go_back: 'Go back',
  asking: 'Please allow the microphone',
  asking_text: 'Your browser asks you now, most often beside the address of this page.',
  blocked_declined: 'We may not use the microphone',
  blocked_declined_text: 'To talk to us, allow the microphone for this page: the sign beside the address of the page lets you. Then try again.',
  blocked_missing: 'We cannot find a microphone',
  blocked_missing_text: 'Plug in a headset or a microphone, then try again.',
  blocked_busy: 'The microphone is busy',
  blocked_busy_text: 'Another program or page seems to be using it. Please end other calls there, then try again.',
  blocked_insecure: 'This page cannot use the microphone',
  blocked_insecure_text: 'Browsers allow it only where the address begins with https. We are glad to hear from you in another way.',
  blocked_old: 'This browser cannot make calls',
  blocked_old_text: 'A newer browser can. We are glad to hear from you in another way.',
  blocked_unknown: 'The microphone does not start',
  blocked_unknown_text: 'Please look whether it is plugged in and switched on, then try again.',
  elsewhere: 'You are on the phone with us already, in another window or tab.',
  refused: 'We cannot take your call right now',
  unreachable: 'We cannot reach the desk',
  unreachable_text: 'Please look whether you are online, then try again.',
  through: 'The call does not get through',
  through_text: 'Your network may not let calls pass. Another network may help, or reach us in another way.',
  calling: 'Calling…',
  next: 'You are next',
  soon: 'We will be with you as soon as we can.',
  music: 'You hear music while you wait.',
  quiet: 'The music is off. You will hear us when we answer.',
  hush: 'Mute music',
  play: 'Play music',
  broke: 'One moment, the line broke',
  mending: 'We are calling back…',
  back_again: 'You are connected again.',
  with: name => `You are talking with ${name}`,
  somebody: 'one of us',
  on_hold: name => `${name} has put you on hold`,
  hold_text: 'Please stay on the line. We will be right back.',
  resumed: name => `${name} is back.`,
  passed: 'We are connecting you with somebody else.',
  mute: 'Mute',
  unmute: 'Unmute',
  muted: 'You are muted',
  muted_text: 'We cannot hear you until you switch the microphone on again.',
  sound: 'Set sound',
  input: 'Microphone',
  output: 'Speaker',
  device: n => `Device ${n}`,
  chat: 'Write',
  news: 'Read it',
  news_text: 'We sent you a message. Press “Read it” to see it.',
  level: 'Your microphone',
  silent: 'We hear nothing from your microphone. Is it switched on, and is the right one chosen?',
  unplugged: 'Your microphone was unplugged. Plug it in again, or choose another under “Set sound”.',
  switched: 'We are using another microphone now.',
  no_device: 'This one cannot be used right now.',
  recorded: 'Recorded',
  paused: 'Recording paused',
  listens: name => `${name} listens in`,
  hold: 'On hold',
  hear: 'Press to hear us',
  coming: 'Going back to your call…',
  returning: 'Your call is still on',
  returning_text: 'Press to go back to it.',
  rejoin: 'Return to the call',
  pill_waiting: 'You are in line to talk to us',
  pill_talking: name => `Talking with ${name}`,
  pill_held: 'On hold',
  pill_broken: 'The line broke. Calling back…',
  open: state => `Open the call: ${state}`,
  return: 'Back to the call',
  when: 'When may we call you?',
  when_text: zone => `All times are yours (${zone}).`,
  looking: 'We are looking for free times…',
  none: 'There is no free time in the next days',
  none_text: 'Please write to us, and we find a time together.',
  phone: 'Your phone number',
  example: '+44 20 7946 0018',
  confirm: 'Call me then',
  confirming: 'One moment…',
  pick: 'Please choose a time.',
  number: 'This number looks incomplete. Please write all of it, with the country first, as in +44 20 7946 0018.',
  booked: (day, time) => `We will call you ${day} at ${time}`,
  on: day => `on ${day}`,
  booked_number: (number, zone) => `On ${number}. The time is yours (${zone}). You need not do anything until then.`,
  booked_text: zone => `The time is yours (${zone}). You need not do anything until then.`,
  over_thanks: 'Thank you for calling',
  over_thanks_text: 'It was good to talk with you.',
  over_you: 'You have hung up',
  over_you_text: 'That is all right. We are here when you need us.',
  over_lost: 'The line is lost',
  over_lost_text: 'We tried to call back, and could not get through. We are sorry.',
  over_unanswered: 'We are sorry',
  over_unanswered_text: 'Nobody could come to the phone. Choose a time, and we will call you.',
  over_restart: 'We are sorry, the call was cut off',
  over_restart_text: 'We had to restart our phone just now. It works again in a moment.',
  over_gone: 'The call is over',
  over_gone_text: 'We are here when you need us.',
  ended: 'The call is over. You can still choose a time here.',
  long: time => `We talked for ${time}.`,
};
// End of words.

const CSS = `
.panel[data-call=full]>:not(.call),.panel[data-call=side]>.call,.panel[data-call=side] .ring,.panel:not([data-call=side])>.strip,.panel:not([hidden])~.float{display:none!important}
.call,.body{flex:1;min-height:0;display:flex;flex-direction:column}
.call{--stop:#a1281c;container:call/size}
@media(prefers-color-scheme:dark){.call{--stop:#c4402f}}
.bar{flex:none;padding:16px 0 8px;padding-inline:24px 12px;display:flex;align-items:center;justify-content:space-between;gap:8px}
.stage{flex:1;min-height:0;overflow:auto;overscroll-behavior:contain;padding:0 24px 8px;display:flex;flex-direction:column;align-items:center;justify-content:safe center;text-align:center;gap:8px}
.stage>*{flex:none;max-width:100%}
.stage:focus-visible,.big:focus{outline:0}
.disc{flex:none;width:80px;height:80px;margin-bottom:12px;border-radius:50%;display:grid;place-items:center;background:var(--soft);background:color-mix(in srgb,var(--c) 24%,var(--paper));font-size:30px;font-weight:650}
.disc svg{width:40px}
.big{font-size:23px;line-height:1.3;font-weight:650;text-wrap:balance;overflow-wrap:anywhere}
.stage .lead{text-wrap:pretty;max-width:min(36ch,100%)}
.fine,.time,.level,.whose{color:var(--faint);font-size:14px}
.stage .fine{max-width:min(40ch,100%)}
.time{font-size:17px;font-variant-numeric:tabular-nums}
.signs{display:flex;flex-wrap:wrap;justify-content:center;gap:8px;min-height:30px;padding-top:4px}
.sign{display:flex;align-items:center;gap:7px;padding:2px 12px;border-radius:13px;background:var(--soft);font-size:14px;line-height:22px}
.sign i{flex:none;width:10px;height:10px;border-radius:50%;background:currentColor}
.sign.recorded i{background:var(--bad)}
.sign.paused i{border-radius:0;background:none;border:solid;border-width:0 3px}
.sign.guest i{background:none;border:2px solid}
.sign.hold i{border-radius:2px}
.stage .level{width:240px;padding-top:12px;display:grid;gap:6px}
.track{height:8px;border-radius:4px;background:var(--soft);overflow:hidden;box-shadow:inset 0 0 0 1px color-mix(in srgb,var(--line) 45%,transparent)}
.track i{display:block;height:100%;border-radius:4px;background:var(--line);transform:scaleX(var(--level,0));transform-origin:0}
:dir(rtl)>i{transform-origin:100%}
@media(prefers-reduced-motion:no-preference){.track i{transition:transform .1s linear}}
.warn{color:var(--bad);font-size:14px}
.stage .warn{max-width:min(40ch,100%)}
.warn:empty{display:none}
.acts{flex:none;display:grid;gap:8px;padding:16px 24px max(20px,env(safe-area-inset-bottom))}
.acts button,.go{display:flex;align-items:center;justify-content:center;gap:10px;padding:0 16px;min-height:48px;border-radius:16px;font-weight:600}
.acts svg{margin:0;width:22px;flex:none}
.acts .go,.go{background:var(--c);color:var(--on)}
.acts .else{background:var(--soft)}
.acts .end{background:var(--stop);color:#fff}
.acts [disabled]{cursor:default;opacity:.7}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:8px}
.acts .pair button{padding:0 8px}
.keys{display:grid;grid-template-columns:repeat(4,1fr);align-items:start;gap:4px}
.acts .keys button{position:relative;flex-direction:column;gap:6px;padding:6px 2px;border-radius:16px;font-size:13px;line-height:1.3;font-weight:400}
.keys span{display:grid;place-items:center;width:56px;height:56px;border-radius:50%;background:var(--soft)}
.keys svg{width:24px}
.keys .end,.acts .keys .end{background:none;color:inherit}
.keys .end span{background:var(--stop);color:#fff}
.keys .off span,.keys [aria-expanded=true] span{background:var(--ink);color:var(--paper)}
.keys .fresh span{background:var(--c);color:var(--on)}
.fields{width:100%;display:grid;gap:10px;padding-top:10px;text-align:start}
.fields label{display:block}
select{width:100%;height:44px;padding:0 10px;border:1px solid var(--line);border-radius:12px;background:var(--paper);font-size:15px;color:var(--ink)}
.call .tick{display:flex;gap:12px;align-items:flex-start;padding:12px 14px;border-radius:14px;background:var(--soft);color:var(--ink);font-size:15px;text-align:start;cursor:pointer}
.call [type=checkbox],.call [type=radio]{flex:none;width:22px;height:22px;margin:1px 0 0;accent-color:var(--ink)}
.call form{flex:1;min-height:0;max-height:none;padding:0;display:flex;flex-direction:column;overflow:hidden}
.pick{flex:1;min-height:0;overflow:auto;overscroll-behavior:contain;padding:0 24px 8px}
.pick .lead{padding-bottom:4px}
fieldset{border:0;min-width:0}
legend{font-weight:600;padding:14px 0 8px}
legend:first-letter{text-transform:uppercase}
.slots{display:grid;grid-template-columns:repeat(auto-fill,minmax(88px,1fr));gap:8px}
.call .slots label{position:relative;display:grid;place-items:center;min-height:44px;border-radius:12px;background:var(--soft);color:var(--ink);font-size:15px;font-variant-numeric:tabular-nums;cursor:pointer}
.call .slots input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.slots label:has(:checked){background:var(--ink);color:var(--paper);font-weight:600}
.slots label:has(:focus-visible){outline:2px solid var(--ink);outline-offset:2px}
.call .number{display:block;flex:none;padding:12px 24px 0;font-size:14px;border-top:1px solid var(--soft)}
.number input{margin-top:4px}
.call form>.warn{flex:none;padding:8px 24px 0}
.call form>.acts{padding-top:12px}
.strip{flex:none;display:flex;align-items:center;gap:8px;padding:6px 0;padding-inline:24px 8px;font-variant-numeric:tabular-nums;background:var(--ink);color:var(--paper);font-size:14px}
.strip span{flex:1}
.strip button{padding:0 12px;font-weight:600;text-decoration:underline}
.strip :focus-visible{outline-color:var(--paper);outline-offset:-4px}
.b>.float{bottom:92px;display:flex;align-items:center;gap:10px;max-width:calc(100% - 40px);padding:0 18px;border-radius:24px;min-height:48px;background:var(--ink);color:var(--paper);font-weight:600;font-variant-numeric:tabular-nums}
.b>.float svg{width:20px;flex:none}
.b>.float:focus-visible{outline:2px solid var(--paper);outline-offset:-5px}
@media(max-width:480px),(max-height:420px){.call select,.call input{font-size:16px}}
@media(max-height:700px){.disc{width:56px;height:56px;margin-bottom:4px;font-size:20px}.disc svg{width:28px}.big{font-size:20px}}
@container call (max-height:430px){
.body{display:block;overflow:auto}
.stage,.pick,.call form{overflow:visible}
.disc{display:none}}
@container call (max-height:430px) and (min-width:560px){.acts{grid-auto-flow:column;grid-auto-columns:1fr}}
@media(forced-colors:active){.acts button,.disc,.sign,.slots label,.float,.strip,.track{border:1px solid}.track i{background:CanvasText}.slots label:has(:checked){outline:3px solid Highlight}}
`;

const RING = 'M6 3h3l2 5-2.5 2a12 12 0 005.5 5.5l2-2.5 5 2v3a2 2 0 01-2 2A17 17 0 014 5a2 2 0 012-2z', DOWN = 'M6 9l6 6 6-6',
  MIC = 'M12 3a3 3 0 013 3v5a3 3 0 01-6 0V6a3 3 0 013-3zM6 11a6 6 0 0012 0M12 17v4', NO_MIC = `${MIC}M4 3l16 18`,
  SPEAKER = 'M4 9h4l5-4v14l-5-4H4zM16 9a4 4 0 010 6M18.5 6.5a8 8 0 010 11', BUBBLE = 'M4 5h16v11H10l-5 4v-4H4z',
  END = 'M3 15v-2c5-5 13-5 18 0v2l-4 1-2-3a12 12 0 00-6 0l-2 3z', CLOCK = 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3 2',
  NOTE = 'M9 18a2.5 2.5 0 11-5 0 2.5 2.5 0 015 0zM9 18V5l11-2v13M20 16a2.5 2.5 0 11-5 0 2.5 2.5 0 015 0z', CROSS = 'M6 6l12 12M18 6L6 18', SMILE = 'M5 10.5C7.5 17.5 16.5 17.5 19 10.5';

// Past a toJSON on the page's prototypes.
const json = value => JSON.stringify(value, function (k) {return this[k];});
const uuid = () => crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map(n => n.toString(16).padStart(2, '0')).join('');
const pause = ms => new Promise(done => setTimeout(done, ms));
const again = status => status >= 500 || status === 408 || status === 425 || status === 429;
const narrow = () => matchMedia('(max-width:480px),(max-height:420px)').matches;

const lang = navigator.languages.find(l => l.startsWith(T.lang)) || T.lang;
const clock = new Intl.DateTimeFormat(navigator.language, {timeStyle: 'short'});
const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const dayOf = d => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / 864e5;
function dayWord(date, on) {
  const n = dayOf(date) - dayOf(new Date());
  if (n === 0 || n === 1) return new Intl.RelativeTimeFormat(lang, {numeric: 'auto'}).format(n, 'day');
  return on(new Intl.DateTimeFormat(lang, {weekday: 'long', day: 'numeric', month: 'long'}).format(date));
}
const count = (n, unit) => new Intl.NumberFormat(lang, {style: 'unit', unit, unitDisplay: 'long'}).format(n);
const minutesOf = s => count(Math.max(1, Math.round(s / 60)), 'minute');

/** The call's place in the chat; what it is given is in README.md. */
export default function phone({root, panel, h, icon, key, url, open, connect, shop, known, prove}) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  // --- what is known ------------------------------------------------------------------------------

  let view = '';                     // what is shown, where the call's own state does not say it; '' is the chat
  let call = null, ice = [], secret; // the call as the server told it last
  let stream, line;                  // our microphone, and the RTCPeerConnection
  let talkedFrom = 0, talked = false, broken = false, muted = false, hushed = false, deaf = false, silent = false, aside = false;
  let slots = null, number = '', booked = null, detail = '', note = '', attempt = 0, fresh = false;
  let release = () => {}, wakeUp = () => {};

  // --- the server ---------------------------------------------------------------------------------

  async function request(method, path, body) {
    const r = await fetch(url(path), {
      method, credentials: 'omit', keepalive: method === 'DELETE', body: body && json(body),
      signal: AbortSignal.timeout && AbortSignal.timeout(REPLY_MS_MAX),
      headers: {'Accept-Language': T.lang, ...path && {Authorization: `Bearer ${secret}`}, ...body && {'Content-Type': 'application/json'}},
    });
    const data = await r.json().catch(error => {if (r.ok) throw error; return {};});
    return {ok: r.ok, status: r.status, data};
  }
  const at = (path = '') => `/calls/${encodeURIComponent(call.id)}${path}`;

  // One key for one wish: a retry is not a second call.
  let wish;
  async function begin(consent) {
    wish ||= uuid();
    secret = await prove();
    const {name, email} = known(), said = nameField.value.trim();
    for (let n = 1; ; n++) {
      let r;
      try {
        r = await request('POST', '/calls', {
          key: wish, name: name || said || undefined, email, consent, language: navigator.language, time_zone: zone,
          page: {url: location.href, title: document.title},
        });
      } catch (error) {if (n === 3) throw error;}
      if (r && (!again(r.status) || n === 3)) {
        if (!r.ok) throw r;
        wish = null, call = r.data.call, ice = r.data.ice_servers || [];
        connect();
        return;
      }
      await pause(PAUSE_MS * n);
    }
  }

  // What a reload needs to come back; kept for this tab alone.
  const keep = () => {try {sessionStorage[key] = json({id: call.id, ice, talkedFrom});} catch {}};
  const kept = () => {try {return JSON.parse(sessionStorage[key]);} catch {}};
  const drop = () => {try {delete sessionStorage[key];} catch {}};
  // A tab that was duplicated has the same storage, and must not take the line from the first.
  const claim = id => navigator.locks ? new Promise(done => {
    navigator.locks.request(`${key}:call:${id}`, {ifAvailable: true}, lock => {
      done(!!lock);
      return lock && new Promise(end => {release = end;});
    }).catch(() => done(true));
  }) : true;

  async function look() {
    const mine = call;
    try {
      const r = await request('GET', at());
      if (mine.id !== (call || {}).id) return;
      if (r.ok) hear(r.data.call);
      else if (r.status === 404 || r.status === 410) finish(talked ? 'lost' : 'gone');
    } catch {}
  }

  function hear(next) {
    if (!call || next.id !== call.id || call.state === 'ended') return;
    const was = call;
    call = next;
    if (next.state === 'ended') return finish(next.reason);
    const name = agent(), news = [];
    if (next.state === 'talking') {
      connected();
      if (view === 'callback') view = 'call';
      if (was.state === 'held') news.push(T.resumed(name));
      else if (was.state !== 'talking' || (was.agent || {}).name !== (next.agent || {}).name) news.push(T.with(name));
    } else if (next.state !== was.state) news.push(...next.state === 'held' ? [T.on_hold(name), T.hold_text] : [T.passed]);
    else if (next.state === 'waiting' && next.place !== was.place) news.push(standing());
    if (next.state !== 'waiting') {
      if (next.paused && !was.paused) news.push(T.paused);
      if (next.recorded && !next.paused && !(was.recorded && !was.paused)) news.push(T.recorded);
      if (next.guest && !was.guest) news.push(T.listens(next.guest.name));
    }
    say(...news);
    draw();
  }
  function connected() {
    talked = true;
    if (!talkedFrom) talkedFrom = Date.now(), keep();
  }
  const agent = () => call && call.agent && call.agent.name || T.somebody;

  // --- the microphone -----------------------------------------------------------------------------

  const WISHES = {echoCancellation: true, noiseSuppression: true, autoGainControl: true};
  async function listen(deviceId) {
    if (!isSecureContext) throw 'insecure';
    if (!window.RTCPeerConnection || !navigator.mediaDevices) throw 'old';
    try {
      return await navigator.mediaDevices.getUserMedia({audio: {...WISHES, ...deviceId && {deviceId: {exact: deviceId}}}});
    } catch ({name}) {
      throw {NotAllowedError: 'declined', SecurityError: 'declined', NotFoundError: 'missing', OverconstrainedError: 'missing',
        NotReadableError: 'busy', AbortError: 'busy'}[name] || 'unknown';
    }
  }
  function take(next) {
    if (stream) for (const track of stream.getTracks()) track.onended = null, track.stop();
    stream = next;
    const [track] = stream.getTracks();
    track.enabled = !muted;
    track.onended = () => {
      note = T.unplugged;
      draw(), devices();
      // Another one may be there already.
      listen().then(other => {if (!call || call.state === 'ended') return other.getTracks().forEach(one => one.stop()); take(other), note = '', say(T.switched), draw(), devices();}, () => {});
    };
    if (line) for (const sender of line.getSenders()) sender.replaceTrack(track).catch(() => {});
    measure();
  }
  async function choose(deviceId) {
    try {take(await listen(deviceId)), note = '';} catch {note = T.no_device;}
    draw(), devices();
  }

  let context, meter, loud = 0, heardAt = 0;
  function measure() {
    try {
      context ||= new AudioContext();
      meter = context.createAnalyser();
      meter.fftSize = 1024;
      context.createMediaStreamSource(stream).connect(meter);
      context.resume();
    } catch {meter = null;}
    heardAt = Date.now(), silent = false;
  }
  const samples = new Float32Array(1024);
  setInterval(() => {
    if (!stream || !meter || view !== 'call') return;
    meter.getFloatTimeDomainData(samples);
    const rms = Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);
    if (rms > SILENCE || muted || context.state !== 'running') heardAt = Date.now();
    loud = muted ? 0 : Math.max(loud * .7, Math.min(1, Math.max(0, (20 * Math.log10(rms + 1e-6) + 60) / 50)));
    bar.style.setProperty('--level', loud.toFixed(2));
    if (silent !== (silent = Date.now() - heardAt > SILENT_MS)) draw();
  }, LEVEL_MS);

  // --- the line -----------------------------------------------------------------------------------

  const until = (ready, target, type, ms) => new Promise(done => {
    const end = () => {clearTimeout(timer), target.removeEventListener(type, look_); done(ready());};
    const look_ = () => {if (ready()) end();};
    const timer = setTimeout(end, ms);
    target.addEventListener(type, look_);
    look_();
  });

  /** A new line for the call, or what was in the way. */
  async function ring() {
    const mine = new RTCPeerConnection({iceServers: ice}), {id} = call, stale = () => !call || call.id !== id || call.state === 'ended';
    try {
      mine.addTransceiver(stream.getAudioTracks()[0], {direction: 'sendrecv', streams: [stream]});
      mine.ontrack = ({track}) => {mine.sound = new MediaStream([track]);};
      await mine.setLocalDescription(await mine.createOffer());
      await until(() => mine.iceGatheringState === 'complete', mine, 'icegatheringstatechange', GATHER_MS_MAX);
      if (stale()) throw 0;
      const r = await request('PUT', at('/leg'), {sdp: mine.localDescription.sdp});
      if (!r.ok) throw r;
      if (stale()) throw 0;
      await mine.setRemoteDescription({type: 'answer', sdp: r.data.sdp});
      const up = () => mine.connectionState === 'connected';
      await until(() => up() || mine.connectionState === 'failed' || stale(), mine, 'connectionstatechange', CONNECT_MS_MAX);
      if (!up() || stale()) throw 0;
    } catch (error) {
      mine.close();
      throw error;
    }
    if (line) line.onconnectionstatechange = null, line.close();
    line = mine;
    // The microphone may have been changed meanwhile.
    for (const sender of line.getSenders()) sender.replaceTrack(stream.getAudioTracks()[0]).catch(() => {});
    line.onconnectionstatechange = () => {if (line === mine && mine.connectionState !== 'connected') mend();};
    if (mine.connectionState !== 'connected') throw 0;
    audio.srcObject = mine.sound || null;
    play();
  }

  /** Calls until there is a line, or there was none for too long. */
  let trying;
  async function mend(first) {
    if (!call || trying === call.id || call.state === 'ended' || !stream) return;
    const mine = trying = call.id, end = Date.now() + TRY_MS_MAX, over = () => !call || call.id !== mine || call.state === 'ended';
    broken = !first;
    if (broken) say(T.broke, T.mending);
    draw();
    do { // once at least, after a sleep
      try {
        // A line that ends because the call is over may be noticed here before that is told.
        if (broken) await look();
        if (over()) break;
        await ring();
        trying = null;
        if (broken) say(T.back_again);
        broken = false;
        draw(), look();
        return;
      } catch (error) {
        if (error && error.status && !again(error.status)) await look();
        if (over()) break;
      }
      // Sooner, where the network comes back.
      await Promise.race([pause(PAUSE_MS), new Promise(done => {wakeUp = done;})]);
    } while (!over() && Date.now() < end);
    if (trying === mine) trying = null;
    if (over()) return;
    request('DELETE', at()).catch(() => {});
    finish(first && !talked ? 'through' : 'lost');
  }
  function play() {
    audio.muted = hushed && (!call || call.state !== 'talking');
    const done = audio.play();
    if (done) done.then(() => {deaf = false; draw();}, ({name}) => {if (name === 'NotAllowedError') deaf = true, draw();});
  }
  function check() {
    wakeUp();
    if (!call || call.state === 'ended' || view === 'returning') return;
    if (line && line.connectionState !== 'connected') mend();
    if (navigator.onLine) look();
  }
  addEventListener('online', check);
  addEventListener('offline', check);
  addEventListener('pageshow', check);
  document.addEventListener('visibilitychange', () => {if (document.visibilityState === 'visible') check();});
  if (navigator.connection) navigator.connection.addEventListener('change', check);

  // --- what one does ------------------------------------------------------------------------------

  let consent, detailPasses = false;
  async function dial() {
    if (call && call.state !== 'ended') return comeBack();
    talked = false;
    const mine = ++attempt, wants = shop().calls && shop().calls.recording === 'consent' ? consentBox.checked : undefined;
    consent = wants;
    show('asking');
    if (!await hearing(mine)) return;
    show('calling');
    audio.play().catch(() => {}); // while the press counts
    try {
      await begin(wants);
    } catch (r) {
      if (mine !== attempt) return;
      hush();
      detail = r && r.data && r.data.detail || '', detailPasses = detail && again(r.status);
      return show(detail ? 'refused' : 'unreachable');
    }
    if (mine !== attempt) return void request('DELETE', at()).catch(() => {}), call = null;
    if (!await claim(call.id)) {
      call = null, detail = T.elsewhere, detailPasses = false;
      return hush(), show('refused');
    }
    keep(), settle();
    mend(true);
  }
  function settle() {
    view = 'call';
    draw();
  }
  async function hearing(mine) {
    try {
      const got = await listen();
      if (mine !== attempt) return got.getTracks().forEach(one => one.stop());
      take(got);
      return true;
    } catch (kind) {
      if (mine === attempt) show(`blocked:${T[`blocked_${kind}`] ? kind : 'unknown'}`);
    }
  }
  /** Lets go of microphone and line. */
  function hush() {
    if (line) line.onconnectionstatechange = null, line.close();
    if (stream) for (const track of stream.getTracks()) track.onended = null, track.stop();
    if (context) context.close();
    line = stream = context = meter = null, audio.srcObject = null;
  }
  let reason, seconds = 0;
  function finish(why) {
    if (!call) return;
    seconds = talkedFrom ? Math.round((Date.now() - talkedFrom) / 1e3) : 0;
    if (why === 'call back') booked ||= {at: call.call_back_at};
    call = {...call, state: 'ended'}, reason = why, wish = null, attempt++;
    hush(), drop(), release(), wakeUp();
    broken = muted = hushed = deaf = silent = aside = fresh = false, note = '', talkedFrom = 0;
    if (why === 'writing') return leave();
    // Somebody who chooses a time goes on choosing.
    if (view === 'callback' && why !== 'call back') {
      cameFrom = 'over', say(T.ended);
      return draw();
    }
    show(why === 'call back' ? 'booked' : why === 'through' ? 'through' : 'over');
    say(heading.textContent, lead.textContent);
  }
  function hangUp() {
    request('DELETE', at()).catch(() => {});
    finish('you');
  }
  /** Back to the chat; a call that runs ends kindly. */
  function write() {
    if (call && call.state !== 'ended') {
      request('POST', at('/writing'), {}).catch(() => {});
      finish('writing');
    } else leave();
  }
  function leave() {
    const had = !panel.hidden;
    attempt++, call = null, view = '', slots = booked = null, talked = false, detail = '';
    hush(), draw();
    if (had) panel.querySelector('textarea').focus();
  }
  function mute() {
    muted = !muted;
    if (stream) stream.getAudioTracks()[0].enabled = !muted;
    say(muted ? T.muted : T.level);
    draw();
  }
  function music() {
    hushed = !hushed;
    play(), draw();
  }
  function side(on) {
    aside = on, fresh = false;
    draw();
    if (on) panel.querySelector('textarea').focus();
    else heading.focus();
  }

  // --- a call back --------------------------------------------------------------------------------

  let cameFrom = '';
  async function later() {
    if (view !== 'callback') cameFrom = call && call.state !== 'ended' ? 'call' : view;
    if (view === 'asking') attempt++;
    slots = null, detail = '';
    show('callback');
    try {
      if (!call || call.state === 'ended') secret = await prove();
      const r = await request('GET', `/call-back-slots?zone=${encodeURIComponent(zone)}`);
      if (!r.ok) throw r;
      slots = r.data.slots;
    } catch (r) {
      detail = r.data && r.data.detail || T.unreachable_text;
    }
    if (view === 'callback') shown = '', draw();
  }
  let booking = false;
  async function book(e) {
    e.preventDefault();
    if (booking) return;
    const time = form.querySelector(':checked'), typed = numberField.value;
    const tidy = typed.replace(/[\s().\/\u2010-\u2015-]/g, '').replace(/^00/, '+');
    const wrong = !time ? T.pick : /^\+\d{7,15}$/.test(tidy) ? '' : T.number;
    numberField.ariaInvalid = time && wrong ? 'true' : null;
    warn.textContent = wrong;
    if (wrong) return void (time ? numberField : form.querySelector('[type=radio]')).focus();
    number = typed.trim(), booking = true, confirm.textContent = T.confirming;
    const none = !call || call.state === 'ended';
    try {
      if (none) await begin(consent);
      const r = await request('POST', at('/call-back'), {at: time.value, phone: tidy});
      if (!r.ok) throw r;
      booked = {at: r.data.call && r.data.call.call_back_at || time.value};
      finish('call back');
    } catch (r) {
      const words = r.data && r.data.detail || T.unreachable_text;
      if (none && call && call.state !== 'ended') request('DELETE', at()).catch(() => {}), call = null;
      // Somebody else may have taken that time.
      if (r.status === 409) await later();
      warn.textContent = words;
    }
    booking = false, confirm.textContent = T.confirm;
  }

  // --- what is shown ------------------------------------------------------------------------------

  const audio = h('audio', {autoplay: ''});
  const title = h('h2', ''), heading = h('h3', {class: 'big', tabindex: -1}), lead = h('p', 'lead');
  const live = h('div', {class: 'vh', role: 'status', lang: T.lang}), warn = h('p', {class: 'warn', id: 'call-warn', role: 'alert'});
  const nameField = h('input', {autocomplete: 'name', dir: 'auto'}), consentBox = h('input', {type: 'checkbox'});
  const numberField = h('input', {type: 'tel', dir: 'ltr', autocomplete: 'tel', inputmode: 'tel', placeholder: T.example, 'aria-describedby': 'call-warn'});
  const confirm = h('button', {class: 'go'}, T.confirm);
  const bar = h('i', ''), track = h('div', {class: 'track', 'aria-hidden': 'true'}, bar);
  const shrink = h('button', {type: 'button', click: fold});
  const body = h('div', 'body');
  const stripWords = h('span', ''), strip = h('div', 'strip', stripWords, h('button', {type: 'button', click() {side(false);}}, T.return));
  const floatWords = h('span', ''), float = h('button', {type: 'button', class: 'float', hidden: '', click: unfold}, icon(RING), floatWords);
  const section = h('div', {class: 'call', keydown: keys}, h('div', 'bar', title, shrink), body);
  let form = h('form', '');
  panel.prepend(strip, section);
  panel.after(float);
  root.append(audio, live); // heard where the panel is closed, too

  function fold() {
    panel.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}));
  }
  function unfold() {
    open();
    if (view === 'returning') comeBack();
    heading.focus();
  }
  function keys(e) {
    if (e.key.toLowerCase() !== 'm' || e.ctrlKey || e.metaKey || e.altKey || e.repeat || e.isComposing) return;
    if (shown === 'talking' && !/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) e.preventDefault(), mute();
  }
  // Twice the same words are said twice.
  function say(...words) {
    if (words[0]) live.replaceChildren(...words.map(one => h('p', '', one)));
  }
  const put = (el, words) => {if (el.textContent !== words) el.textContent = words;};
  const words = (big, text = '') => {put(heading, big), put(lead, text); lead.hidden = !text;};
  const told = id => words(T[id], T[`${id}_text`]);
  const act = (cls, label, click, d) => h('button', {type: 'button', class: cls, click}, d && icon(d), h('b', '', label));
  const disc = d => h('div', {class: 'disc', 'aria-hidden': 'true'}, icon(d));
  const others = () => [act('else', T.later, later, CLOCK), act('else', T.write, write, BUBBLE)];
  function fill(face, middle, acts) {
    body.replaceChildren(h('div', {class: 'stage'}, face, heading, lead, ...middle), h('div', 'acts', ...acts));
  }
  const minutes = ms => {
    const s = Math.max(0, Math.floor(ms / 1e3)), two = n => `${n}`.padStart(2, '0'), hours = Math.floor(s / 3600);
    return `${hours ? `${hours}:${two(Math.floor(s / 60) % 60)}` : Math.floor(s / 60)}:${two(s % 60)}`;
  };
  const estimate = (n, s) => s == null ? T.line(n) : T.line_about(n, minutesOf(s));
  function standing() {
    if (!call || call.place == null) return T.soon;
    return call.place <= 1 ? T.next : estimate(call.place - 1, call.estimate_seconds);
  }

  /** Each makes its screen, and gives back what keeps it true. */
  const SCREENS = {
    before() {
      const fine = h('p', 'fine', ''), ask = h('label', 'tick', consentBox, h('span', '', T.consent, ' ', T.consent_note));
      const who = h('div', 'fields', h('label', '', T.name, nameField), ask);
      fill(disc(RING), [fine, who], [act('go', T.dial, dial, RING), ...others()]);
      return () => {
        const {waiting = 0, estimate_seconds, recording} = shop().calls || {};
        words(T.before, waiting ? estimate(waiting, estimate_seconds) : T.free);
        put(fine, [T.microphone, recording === 'on' && T.recording].filter(part => part).join(' '));
        ask.hidden = recording !== 'consent';
        nameField.parentNode.hidden = !!known().name;
        who.hidden = ask.hidden && !!known().name;
      };
    },
    asking() {
      fill(disc(MIC), [], others());
      return () => told('asking');
    },
    blocked(kind) {
      const never = kind === 'insecure' || kind === 'old';
      fill(disc(NO_MIC), [], [never ? null : act('go', T.again, dial, MIC), ...others()].filter(one => one));
      return () => told(`blocked_${kind}`);
    },
    calling() {
      fill(disc(RING), [], [act('end', T.leave, leave, END)]);
      return () => words(T.calling);
    },
    refused() {
      fill(disc(RING), [], detailPasses ? [act('go', T.again, dial, RING), ...others()] : others());
      return () => words(T.refused, detail);
    },
    unreachable() {
      fill(disc(RING), [], [act('go', T.again, dial, RING), ...others()]);
      return () => words(T.unreachable, detail || T.unreachable_text);
    },
    through() {
      fill(disc(RING), [], [act('go', T.again, dial, RING), ...others()]);
      return () => told('through');
    },
    coming() {
      fill(disc(RING), [], [act('end', T.end, hangUp, END)]);
      return () => words(T.coming);
    },
    returning() {
      fill(disc(RING), [], [act('go', T.rejoin, comeBack, RING), act('end', T.end, hangUp, END)]);
      return () => told('returning');
    },
    waiting() {
      const fine = h('p', 'fine', ''), bell = act('else', T.hush, music, NOTE), label = bell.lastChild, hearUs = act('go', T.hear, play, SPEAKER);
      fill(disc(RING), [fine, warn, meterRow()], [hearUs, h('div', 'pair', bell, act('end', T.end, hangUp, END)), ...others()]);
      return () => {
        const {place, estimate_seconds: s} = call;
        if (broken) words(T.broke, T.mending);
        else if (!line) words(T.calling);
        else if (talked) words(T.passed, T.hold_text);
        else words(place == null || place <= 1 ? T.next : T.ahead(place - 1), s != null && s >= 60 ? T.about(minutesOf(s)) : T.soon);
        put(fine, broken || !line ? '' : hushed ? T.quiet : T.music);
        put(label, hushed ? T.play : T.hush), bell.disabled = !line;
        put(warn, note || (silent ? T.silent : '')), hearUs.hidden = !deaf;
      };
    },
    talking() {
      const face = h('div', {class: 'disc', 'aria-hidden': 'true'}), time = h('p', 'time'), signs = h('div', 'signs');
      const sounds = h('div', 'fields'), hearUs = act('go', T.hear, play, SPEAKER), tune = act('else', T.hush, music, NOTE);
      const knob = (cls, label, click, d) => h('button', {type: 'button', class: cls, click}, h('span', '', icon(d)), h('b', '', label));
      const mic = knob('', T.mute, mute, MIC), set = knob('', T.sound, () => {
        sounds.hidden = !sounds.hidden;
        draw();
        if (!sounds.hidden) devices();
      }, SPEAKER), pen = knob('', T.chat, () => side(true), BUBBLE);
      sounds.hidden = true, pickers = sounds;
      fill(face, [time, signs, warn, meterRow(), sounds], [hearUs, tune, h('div', 'keys', mic, set, pen, knob('end', T.end, hangUp, END))]);
      let seen = '', was;
      return () => {
        const name = agent(), held = call.state === 'held', {recorded, paused, guest} = call;
        face.textContent = call.agent && call.agent.initials || '';
        if (broken) words(T.broke, T.mending);
        else if (held) words(T.on_hold(name), T.hold_text);
        else words(T.with(name), muted ? T.muted_text : '');
        put(time, minutes(Date.now() - talkedFrom));
        const list = [held && ['hold', T.hold], paused ? ['paused', T.paused] : recorded && ['recorded', T.recorded], guest && ['guest', T.listens(guest.name)]].filter(one => one);
        if (seen !== (seen = list.join())) signs.replaceChildren(...list.map(([cls, label]) => h('span', `sign ${cls}`, h('i', {'aria-hidden': 'true'}), label)));
        if (was !== (was = muted)) mic.firstChild.replaceChildren(icon(muted ? NO_MIC : MIC));
        put(mic.lastChild, muted ? T.unmute : T.mute), mic.classList.toggle('off', muted);
        set.ariaExpanded = `${!sounds.hidden}`;
        put(pen.lastChild, fresh ? T.news : T.chat), pen.classList.toggle('fresh', fresh);
        put(warn, note || (silent ? T.silent : '')), hearUs.hidden = !deaf;
        tune.hidden = !held, put(tune.lastChild, hushed ? T.play : T.hush);
      };
    },
    callback() {
      const days = new Map();
      for (const slot of slots || []) {
        const date = new Date(slot.at), day = dayWord(date, d => d);
        if (!days.has(day)) days.set(day, []);
        days.get(day).push(h('label', '', h('input', {type: 'radio', name: 'at', value: slot.at}), clock.format(date)));
      }
      const back = h('button', {type: 'button', class: 'else', click() {show(cameFrom || 'before');}});
      const way = () => put(back, cameFrom === 'call' ? T.stay : T.go_back);
      warn.textContent = '';
      if (!days.size) {
        fill(disc(CLOCK), [], [act('else', T.write, write, BUBBLE), detail && act('go', T.again, later, CLOCK), back].filter(one => one));
        return () => {way(), words(detail ? T.unreachable : slots ? T.none : T.looking, detail || (slots ? T.none_text : ''));};
      }
      numberField.value ||= number;
      form = h('form', {novalidate: '', submit: book},
        h('div', 'pick', heading, lead, ...[...days].map(([day, times]) => h('fieldset', '', h('legend', '', day), h('div', 'slots', ...times)))),
        h('label', 'number', T.phone, numberField), warn, h('div', 'acts', confirm, back));
      body.replaceChildren(form);
      return () => {way(), words(T.when, T.when_text(zone));};
    },
    booked() {
      fill(disc(CLOCK), [], [act('go', T.back, leave, BUBBLE)]);
      const date = new Date(booked.at);
      return () => words(T.booked(dayWord(date, T.on), clock.format(date)), number ? T.booked_number(number, zone) : T.booked_text(zone));
    },
    over() {
      const good = talked && (reason === 'you' || reason === 'us'), fault = !good && reason !== 'you';
      const long = [[Math.floor(seconds / 60), 'minute'], [seconds % 60, 'second']].filter(([n]) => n).map(([n, unit]) => count(n, unit));
      fill(disc(good ? SMILE : RING), long.length ? [h('p', 'fine', T.long(new Intl.ListFormat(lang).format(long)))] : [], fault
        ? reason === 'unanswered' ? [act('go', T.choose, later, CLOCK), others()[1]] : [act('go', T.redial, dial, RING), ...others()]
        : [act('go', T.back, leave, BUBBLE), good ? null : act('else', T.redial, dial, RING)].filter(one => one));
      return () => told(`over_${good ? 'thanks' : T[`over_${reason}`] ? reason : 'gone'}`);
    },
  };
  const meterRow = () => h('div', 'level', track, h('span', '', T.level));

  // Names of devices are given only while one of them is heard.
  let pickers;
  async function devices() {
    if (!pickers || pickers.hidden || !navigator.mediaDevices) return;
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const list = (kind, label, value, change) => {
      const some = all.filter(one => one.kind === kind);
      if (!some.length) return [];
      const select = h('select', {change() {change(this.value);}}, ...some.map((one, i) => h('option', {value: one.deviceId}, one.label || T.device(i + 1))));
      if (some.some(one => one.deviceId === value)) select.value = value;
      return [h('label', '', label, select)];
    };
    const had = pickers.contains(root.activeElement) && [...pickers.querySelectorAll('select')].indexOf(root.activeElement);
    const current = stream && stream.getAudioTracks()[0].getSettings().deviceId;
    pickers.replaceChildren(...list('audioinput', T.input, current, choose),
      ...audio.setSinkId ? list('audiooutput', T.output, audio.sinkId || 'default', id => audio.setSinkId(id).catch(() => {note = T.no_device; draw();})) : []);
    if (had !== false && had >= 0) (pickers.querySelectorAll('select')[had] || heading).focus();
  }
  if (navigator.mediaDevices) navigator.mediaDevices.addEventListener('devicechange', devices);

  let shown = '', keepTrue = () => {};
  function show(next) {
    view = next;
    draw();
  }
  function draw() {
    const on = call && call.state !== 'ended', name = view === 'call' ? call.state === 'waiting' ? 'waiting' : 'talking' : view;
    panel.dataset.call = !name ? '' : aside && name === 'talking' ? 'side' : 'full';
    if (name !== 'talking') aside = false;
    if (name && name !== shown) {
      const had = panel.contains(root.activeElement); // never taken from the page
      const [screen, kind] = name.split(':');
      shown = name, pickers = null, keepTrue = SCREENS[screen](kind);
      keepTrue();
      if (had && !panel.hidden && panel.dataset.call === 'full') heading.focus();
    } else if (name) keepTrue();
    shown = name;
    put(title, T.title(shop().name || ''));
    if (call && on) audio.muted = hushed && call.state !== 'talking';
    const label = on ? T.shrink : T.close;
    if (shrink.ariaLabel !== label) shrink.ariaLabel = label, shrink.replaceChildren(icon(on ? DOWN : CROSS));
    const state = on && (broken ? T.pill_broken : view === 'returning' ? T.returning : call.state === 'waiting' ? T.pill_waiting
      : call.state === 'held' ? T.pill_held : `${T.pill_talking(agent())} · ${minutes(Date.now() - talkedFrom)}`);
    float.hidden = !on;
    if (on) put(floatWords, state), put(stripWords, state), float.ariaLabel = T.open(state);
  }

  let lookedAt = Date.now();
  setInterval(() => {
    if (!call || call.state === 'ended') return;
    draw();
    if (Date.now() - lookedAt > LOOK_MS) lookedAt = Date.now(), check();
  }, 1e3);
  // The chat closed with no call: the next time it opens as a chat.
  new MutationObserver(() => {if (panel.hidden && view && !(call && call.state !== 'ended') && view !== 'calling') leave();}).observe(panel, {attributeFilter: ['hidden']});
  // What we write while they talk is told; what was loaded of the past is not.
  const log = panel.querySelector('.log');
  new MutationObserver(all => {
    if (panel.dataset.call !== 'full' || shown !== 'talking' || log.ariaLive === 'off') return;
    if (all.some(one => [...one.addedNodes].some(node => node.matches && node.matches('.m.us')))) fresh = true, say(T.news_text), draw();
  }).observe(log, {childList: true});

  // --- back after a reload ------------------------------------------------------------------------

  async function resume({id, ice: servers, talkedFrom: from}) {
    let mine = false;
    for (let n = 0; n < LOCK_TRIES && !mine; n++) {
      mine = await claim(id);
      if (!mine) await pause(LOCK_MS);
    }
    if (!mine) return drop();
    try {
      secret = await prove();
      call = {id, state: 'waiting'}, ice = servers || [], talkedFrom = from || 0, talked = talkedFrom > 0;
      show('coming');
      const r = await request('GET', at());
      if (!r.ok) throw r;
      connect();
      if (!narrow()) open(true);
      call = r.data.call;
      if (call.state === 'ended') return finish(call.reason);
      if (call.state !== 'waiting') connected();
    } catch (r) {
      if (r && r.status && !again(r.status)) {
        call = null, view = '', talked = false, talkedFrom = 0;
        return drop(), release(), draw();
      }
    }
    const allowed = await Promise.resolve(navigator.permissions && navigator.permissions.query({name: 'microphone'})).catch(() => {});
    if (allowed && allowed.state === 'granted') comeBack();
    else show('returning');
  }
  async function comeBack() {
    const mine = ++attempt;
    if (!await hearing(mine)) return;
    settle();
    mend(true);
  }

  const before = kept();
  if (before) resume(before);
  return {
    hear,
    show() {
      if (view === 'call') return side(false);
      if (view || kept()) return;
      show('before');
      // Who waits now, not when the page was loaded.
      request('GET', '').then(r => {if (r.ok) Object.assign(shop(), {calls: r.data.calls}), draw();}, () => {});
    },
    end() {
      if (call && call.state !== 'ended') hangUp();
      if (view) leave();
    },
  };
}
