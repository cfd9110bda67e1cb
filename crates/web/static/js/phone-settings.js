// Trying the microphone and the speaker, and the echo test: what is said comes back a second later.

import { chooseMicrophone, chooseSpeaker, listDevices, meter, onChosenSpeaker, openMicrophone } from './microphone.js';

const [microphones, speakers, level, words, echo] = ['microphone', 'speaker', 'level', 'sound-words', 'echo'].map(id => document.getElementById(id));
const say = text => { words.textContent = text; };

let stream, pc, player;

const open = async () => {
  stream?.getTracks().forEach(track => track.stop());
  stream = undefined;
  try {
    stream = await openMicrophone(true);
  } catch (error) {
    say(error.message);
    return false;
  }
  const mine = stream;
  await listDevices(microphones, speakers, mine, (select, none) => { select.disabled = none; });
  meter(mine, () => stream !== mine, share => {
    level.setAttribute('aria-valuenow', share);
    level.firstElementChild.style.inlineSize = `${share}%`;
  });
  return true;
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
      onChosenSpeaker(player);
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
  chooseMicrophone(microphones.value);
  if (await open()) await pc?.getSenders()[0]?.replaceTrack(stream.getAudioTracks()[0]);
});
speakers.addEventListener('change', () => chooseSpeaker(speakers.value, player));
addEventListener('pagehide', () => stream?.getTracks().forEach(track => track.stop()));
