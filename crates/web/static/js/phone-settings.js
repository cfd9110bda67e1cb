// Trying the microphone and the speaker, and the echo test: what is said comes back a second later.

const [microphones, speakers, level, words, echo] = ['microphone', 'speaker', 'level', 'sound-words', 'echo'].map(id => document.getElementById(id));
const say = text => { words.textContent = text; };
const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* for this page, then */ } };
const kept = key => { try { return localStorage.getItem(key); } catch { return null; } };

const WHY_NOT = {
  NotAllowedError: 'The microphone is not allowed here. Allow it in the address bar of your browser, then try again.',
  NotFoundError: 'No microphone was found. Plug one in and try again.',
  NotReadableError: 'The microphone is used by another program. Close that one and try again.',
};

let stream, context, pc, player;

const open = async () => {
  stream?.getTracks().forEach(track => track.stop());
  if (!navigator.mediaDevices) { say('The microphone needs a secure address (https). Open the desk by its https address.'); return false; }
  const wanted = kept('bliss-microphone');
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: wanted ? { deviceId: { ideal: wanted } } : true });
  } catch (error) {
    say(WHY_NOT[error.name] ?? 'The microphone cannot be used at the moment.');
    return false;
  }
  const all = await navigator.mediaDevices.enumerateDevices();
  const fill = (select, kind, now) => {
    const found = all.filter(device => device.kind === kind);
    select.replaceChildren(...found.map((device, i) => new Option(device.label || `Number ${i + 1}`, device.deviceId, false, device.deviceId === now)));
    select.disabled = found.length === 0;
  };
  fill(microphones, 'audioinput', stream.getAudioTracks()[0].getSettings().deviceId);
  fill(speakers, 'audiooutput', kept('bliss-speaker') ?? 'default');
  if (!HTMLMediaElement.prototype.setSinkId) speakers.disabled = true;
  meter();
  return true;
};

const meter = () => {
  context ??= new AudioContext();
  const mine = stream;
  const source = context.createMediaStreamSource(mine);
  const analyser = Object.assign(context.createAnalyser(), { fftSize: 1024 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const look = () => {
    if (stream !== mine) return source.disconnect();
    analyser.getFloatTimeDomainData(samples);
    const loud = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
    const share = Math.round(Math.max(0, Math.min(100, 100 + (100 / 60) * 20 * Math.log10(loud + 1e-5))));
    level.setAttribute('aria-valuenow', share);
    level.firstElementChild.style.inlineSize = `${share}%`;
    setTimeout(look, 80);
  };
  look();
};

document.getElementById('try').addEventListener('click', async () => {
  if (await open()) say('Say something: the bar should move. Nothing is recorded.');
});

const stopEcho = () => {
  pc?.close();
  pc = undefined;
  if (player) player.srcObject = null;
  echo.textContent = 'Echo test';
};

echo.addEventListener('click', async () => {
  if (pc) { stopEcho(); say('The echo test is over.'); return; }
  if (!stream && !(await open())) return;
  say('Connecting…');
  try {
    const mine = pc = new RTCPeerConnection();
    mine.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendrecv' });
    mine.addEventListener('track', event => {
      player ??= Object.assign(document.createElement('audio'), { autoplay: true });
      player.srcObject = event.streams[0] ?? new MediaStream([event.track]);
      const speaker = kept('bliss-speaker');
      if (speaker && player.setSinkId) player.setSinkId(speaker).catch(() => {});
      player.play().catch(() => {});
    });
    mine.addEventListener('connectionstatechange', () => {
      if (mine.connectionState === 'connected') say('Say something. You hear it again a second later.');
      if (['failed', 'closed', 'disconnected'].includes(mine.connectionState) && pc === mine) { stopEcho(); say('The echo test is over.'); }
    });
    await mine.setLocalDescription(await mine.createOffer());
    await new Promise(done => { setTimeout(done, 1000); mine.addEventListener('icegatheringstatechange', () => mine.iceGatheringState === 'complete' && done()); });
    const response = await fetch('/echo', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sdp: mine.localDescription.sdp }) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    await mine.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    echo.textContent = 'End the echo test';
  } catch (error) {
    stopEcho();
    say(error.message || 'The echo test did not work. Try again in a moment.');
  }
});

microphones.addEventListener('change', async () => {
  keep('bliss-microphone', microphones.value);
  if (await open()) await pc?.getSenders()[0]?.replaceTrack(stream.getAudioTracks()[0]);
});
speakers.addEventListener('change', () => {
  keep('bliss-speaker', speakers.value);
  player?.setSinkId?.(speakers.value).catch(() => {});
});
addEventListener('pagehide', () => stream?.getTracks().forEach(track => track.stop()));
