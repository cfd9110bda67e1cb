// A mail server that a story runs: it takes emails over SMTP and keeps them, or is in trouble as the story says.

import { createServer } from 'node:net';

/** Begins it: its URL for --smtp-url, what came, and what it answers to the recipient. */
export const startMailServer = () => new Promise(done => {
  const mail = { emails: [], recipient: '250 OK' };
  const server = createServer(socket => {
    let rest = '';
    let email = null;
    let to = '';
    const say = line => socket.write(`${line}\r\n`);
    socket.on('error', () => {});
    say('220 mail.fernandkettle.example ESMTP');
    socket.on('data', bytes => {
      const lines = (rest + bytes.toString('latin1')).split('\r\n');
      rest = lines.pop();
      for (const line of lines) {
        if (email) {
          if (line === '.') {
            mail.emails.push({ to, raw: email.join('\r\n') });
            email = null;
            say('250 Queued');
          } else email.push(line.replace(/^\./, ''));
          continue;
        }
        const word = line.split(' ')[0].toUpperCase();
        if (word === 'EHLO') say('250-mail.fernandkettle.example\r\n250 8BITMIME');
        else if (word === 'RCPT') { to = line.match(/<(.*)>/)[1]; say(mail.recipient); }
        else if (word === 'DATA') { email = []; say('354 Go on'); }
        else if (word === 'QUIT') { say('221 Bye'); socket.end(); }
        else say('250 OK');
      }
    });
  }).listen(0, '127.0.0.1', () => {
    mail.url = `smtp://127.0.0.1:${server.address().port}?tls=none`;
    done(mail);
  });
  mail.stop = () => server.close();
});

/** The HTML part of an email, as it was before it was encoded. */
export const htmlOf = raw => {
  const part = raw.split(/^--\S+$/m).find(one => /content-type: text\/html/i.test(one));
  const [head, ...body] = part.replace(/^\s+/, '').split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString();
  if (!/quoted-printable/i.test(head)) return text;
  const bytes = text.replaceAll('=\r\n', '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
};

export const header = (raw, name) => raw.replace(/\r\n[ \t]/g, ' ').match(new RegExp(`^${name}: (.*)$`, 'mi'))?.[1];
