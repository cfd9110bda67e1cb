// Trying the microphone and the speaker, and the echo test: what is said comes back a second later.

import { chooseMicrophone, chooseSpeaker, listDevices, meter, onChosenSpeaker, openMicrophone } from './microphone.js';
import { words } from './words.js';

const [microphones, speakers, level, told, echo] = ['microphone', 'speaker', 'level', 'sound-words', 'echo'].map(id => document.getElementById(id));
const say = text => { told.textContent = text; };

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
  if (await open()) say(words.sound_say_something);
});

const stopEcho = () => {
  pc?.close();
  pc = undefined;
  if (player) player.srcObject = null;
  echo.textContent = words.echo_begin;
};

echo.addEventListener('click', async () => {
  if (pc) { stopEcho(); say(words.echo_over); return; }
  if (!stream && !(await open())) return;
  say(words.connecting);
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
      if (mine.connectionState === 'connected') say(words.echo_say_something);
      if (['failed', 'closed', 'disconnected'].includes(mine.connectionState) && pc === mine) { stopEcho(); say(words.echo_over); }
    });
    await mine.setLocalDescription(await mine.createOffer());
    await new Promise(done => { setTimeout(done, 1000); mine.addEventListener('icegatheringstatechange', () => mine.iceGatheringState === 'complete' && done()); });
    const response = await fetch('/echo', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sdp: mine.localDescription.sdp }) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    await mine.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    echo.textContent = words.echo_end;
  } catch (error) {
    stopEcho();
    say(error.message || words.echo_failed);
  }
});

microphones.addEventListener('change', async () => {
  chooseMicrophone(microphones.value);
  if (await open()) await pc?.getSenders()[0]?.replaceTrack(stream.getAudioTracks()[0]);
});
speakers.addEventListener('change', () => chooseSpeaker(speakers.value, player));
addEventListener('pagehide', () => stream?.getTracks().forEach(track => track.stop()));
