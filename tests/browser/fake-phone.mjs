// A phone that does as a test says, for what a real desk cannot be made to do at will: it goes away in the
// middle of a talk, is slow, is full. Its far end is a page of the same browser, with a voice that hums.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { launch, until } from './support.mjs';

const script = name => readFileSync(new URL(`../../crates/web/static/widget/${name}`, import.meta.url));
const PAGE = `<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1"><title>The other shop</title>
<style nonce=n>body{font:17px/1.6 Georgia,serif;padding:48px;background:#fff;color:#333}@media(prefers-color-scheme:dark){body{background:#16181c;color:#ccc}}</style></head>
<body><main><h1>The other shop</h1><p>Plants that are happy to see you.</p></main>`;
const ANYWHERE = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, content-type, bliss-key', 'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS', 'cross-origin-resource-policy': 'cross-origin' };
const NOBODY = { place: null, estimate_seconds: null, agent: null, recorded: false, paused: false, guest: null, reason: null, call_back_at: null };
export const MIA = { name: 'Mia', initials: 'MF' };

const FLAGS = ['--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns', '--host-resolver-rules=MAP shop.example 127.0.0.1'];
/** A browser with a microphone that hums, or with none. */
export const launchWith = microphone => launch(...FLAGS, ...(microphone ? ['--use-fake-device-for-media-stream'] : []));

/** A text frame, and the texts in what a browser sent. */
const frame = text => {
  const body = Buffer.from(text), head = body.length < 126 ? [0x81, body.length] : [0x81, 126, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from(head), body]);
};
const texts = function* (data) {
  for (let at = 0; at + 6 <= data.length;) {
    const short = data[at + 1] & 127, long = short === 126, length = long ? data.readUInt16BE(at + 2) : short;
    const mask = data.subarray(at + 2 + (long ? 2 : 0)), body = mask.subarray(4, 4 + length);
    if ((data[at] & 15) === 1) yield Buffer.from(body.map((byte, i) => byte ^ mask[i % 4])).toString();
    at += 6 + (long ? 2 : 0) + length;
  }
};

/** The far end's page: answers an offer with a hum, and can drop everything. */
const farEnd = () => {
  const lines = [];
  const context = new AudioContext(), hum = context.createOscillator(), out = context.createMediaStreamDestination();
  hum.connect(out), hum.start();
  window.answer = async offer => {
    const line = new RTCPeerConnection();
    line.ontrack = () => {};
    out.stream.getTracks().forEach(track => line.addTrack(track, out.stream));
    await line.setRemoteDescription({ type: 'offer', sdp: offer });
    await line.setLocalDescription();
    while (line.iceGatheringState !== 'complete') await new Promise(done => { line.onicegatheringstatechange = done; });
    lines.push(line);
    return line.localDescription.sdp;
  };
  window.drop = () => lines.splice(0).forEach(line => line.close());
  window.heard = async () => {
    let level = 0;
    for (const line of lines) (await line.getStats()).forEach(one => { if (one.type === 'inbound-rtp') level = Math.max(level, one.packetsReceived); });
    return level;
  };
};

/** `browser` is where the far end lives. */
export const startPhone = async browser => {
  const page = await (await browser.newContext()).newPage();
  const phone = { calls: { open: true, waiting: 0, estimate_seconds: null, recording: 'off' }, call: null, slots: [], asked: [], greeting: 'Hello! How may we help?', refuse: null, delay: 0, csp: false, begin: {}, id: '41' };
  const sockets = new Set();
  const tell = value => sockets.forEach(socket => socket.write(frame(JSON.stringify(value))));
  /** Changes the call, and tells the visitor. */
  phone.set = (patch, quietly) => {
    phone.call = { ...phone.call, ...patch };
    if (!quietly) tell({ call: phone.call });
  };
  phone.talk = patch => phone.set({ state: 'talking', place: null, estimate_seconds: null, agent: MIA, ...patch });
  /** Says something in the chat, once somebody listens: a desk would tell whoever comes later, too. */
  phone.message = async text => {
    await until(() => sockets.size, 'somebody listens');
    tell({ message: { seq: 7, id: 7, key: null, from: 'us', author: MIA, text, at: new Date().toISOString(), attachments: [] } });
  };
  phone.drop = () => page.evaluate(() => window.drop());
  phone.heard = () => page.evaluate(() => window.heard());
  phone.reset = async () => {
    Object.assign(phone, { calls: { open: true, waiting: 0, estimate_seconds: null, recording: 'off' }, call: null, slots: [], asked: [], refuse: null, delay: 0, csp: false, begin: {}, id: '41' });
    await phone.drop();
  };

  const answer = async (method, path, body) => {
    const own = path.match(/^\/calls\/([^/]+)(\/.*)?$/);
    if (path === '' && method === 'GET') return [200, { name: 'Fern & Kettle', greeting: phone.greeting, colour: '#f2b134', desk: { open: true, agents: [MIA], back_at: null, wait_seconds: null }, limits: { text_chars: 5000, attachment_bytes: 1e6 }, calls: phone.calls }];
    if (path === '/messages' && method === 'GET') return [200, { messages: [], more: false }];
    if (path === '/call-back-slots') return [200, { slots: phone.slots }];
    if (path === '/calls' && method === 'POST') {
      phone.call = { id: phone.id, state: 'waiting', since: new Date().toISOString(), ...NOBODY, place: 1, ...phone.begin };
      return [201, { call: phone.call, ice_servers: [] }];
    }
    if (!own || !phone.call || own[1] !== phone.call.id) return [404, { detail: 'There is no such call.' }];
    if (own[2] === '/leg') return phone.call.state === 'ended' ? [409, { detail: 'This call is over.' }] : [200, { sdp: await page.evaluate(offer => window.answer(offer), body.sdp) }];
    if (own[2] === '/call-back') phone.set({ state: 'ended', reason: 'call back', call_back_at: body.at });
    else if (own[2] === '/writing') phone.set({ state: 'ended', reason: 'writing' });
    else if (method === 'DELETE') phone.set({ state: 'ended', reason: 'you' });
    return [200, { call: phone.call }];
  };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://phone');
    const send = (status, type, body) => { response.writeHead(status, { ...ANYWHERE, 'content-type': type, 'cache-control': 'no-store' }); response.end(body); };
    if (request.method === 'OPTIONS') return send(204, 'text/plain');
    if (pathname === '/widget.js') return send(200, 'text/javascript', script('widget.js'));
    if (pathname === '/widget-call.js') return send(200, 'text/javascript', script('call.js'));
    if (pathname === '/page' || pathname === '/far') {
      if (phone.csp) response.setHeader('content-security-policy', `default-src 'self'; script-src ${phone.base}; style-src 'nonce-n'; connect-src ${phone.base} ${phone.base.replace('http', 'ws')}`);
      const tag = pathname === '/page' ? `<script src="${phone.base}/widget.js" data-inbox="INBOX" async></script>` : '';
      return send(200, 'text/html; charset=utf-8', `${PAGE}${tag}</body></html>`);
    }
    if (!pathname.startsWith('/chat/INBOX')) return send(204, 'text/plain');
    const parts = [];
    for await (const part of request) parts.push(part);
    const path = pathname.slice('/chat/INBOX'.length), body = parts.length ? JSON.parse(Buffer.concat(parts)) : undefined;
    phone.asked.push({ method: request.method, path, body, secret: request.headers.authorization });
    if (phone.delay) await new Promise(done => setTimeout(done, phone.delay));
    const refused = await phone.refuse?.(request.method, path);
    if (refused === 'cut') return request.socket.destroy();
    const [status, said] = refused || await answer(request.method, path, body);
    send(status, status < 400 ? 'application/json' : 'application/problem+json', JSON.stringify(said));
  });
  server.on('upgrade', (request, socket) => {
    const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
    socket.on('data', data => {
      for (const text of texts(data)) {
        const said = JSON.parse(text);
        if (said.hello) sockets.add(socket), socket.write(frame(JSON.stringify({ welcome: { seen: 0 } })));
        if (said.ping) socket.write(frame('{"pong":1}'));
      }
    });
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  phone.base = `http://127.0.0.1:${server.address().port}`;
  phone.site = `http://localhost:${server.address().port}/page`;
  phone.insecure = `http://shop.example:${server.address().port}/page`;
  await page.goto(`${phone.base}/far`);
  await page.evaluate(farEnd);
  phone.stop = () => { sockets.forEach(socket => socket.destroy()); server.closeAllConnections(); server.close(); };
  return phone;
};
