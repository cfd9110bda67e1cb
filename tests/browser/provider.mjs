// An identity provider (OpenID Connect) for the stories: it lets in whoever comes as whom it was told.

import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

/** Begins to serve one. `account` is who signs in there; it may be changed at any time. */
export const openProvider = async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map();
  const provider = { account: {}, clientId: 'bliss' };
  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = claims => {
    const text = `${part({ alg: 'RS256', kid: 'one' })}.${part(claims)}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, provider.issuer);
    const json = value => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (url.pathname === '/.well-known/openid-configuration') {
      json({ issuer: provider.issuer, authorization_endpoint: `${provider.issuer}/authorize`, token_endpoint: `${provider.issuer}/token`, jwks_uri: `${provider.issuer}/keys` });
    } else if (url.pathname === '/favicon.ico') {
      response.statusCode = 204;
      response.end();
    } else if (url.pathname === '/keys') {
      json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] });
    } else if (url.pathname === '/authorize') {
      // A page of its own, as providers have one: what comes back comes from elsewhere.
      const code = randomBytes(12).toString('hex');
      const { nonce, code_challenge: challenge, redirect_uri: redirect, state } = Object.fromEntries(url.searchParams);
      codes.set(code, { nonce, challenge, account: { ...provider.account } });
      const back = new URL(redirect);
      back.search = new URLSearchParams({ code, state });
      response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Provider</title><a href="${back.href.replaceAll('&', '&amp;')}">Go on as ${provider.account.name}</a>`);
    } else if (url.pathname === '/token') {
      const body = [];
      for await (const chunk of request) body.push(chunk);
      const form = new URLSearchParams(Buffer.concat(body).toString());
      const granted = codes.get(form.get('code'));
      codes.delete(form.get('code'));
      const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
      if (granted?.challenge !== challenge) {
        response.statusCode = 400;
        json({ error: 'invalid_grant' });
        return;
      }
      const now = Math.floor(Date.now() / 1000);
      json({ access_token: 'x', token_type: 'Bearer', id_token: sign({ iss: provider.issuer, aud: provider.clientId, iat: now, exp: now + 300, nonce: granted.nonce, ...granted.account }) });
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  provider.issuer = `http://127.0.0.1:${server.address().port}`;
  provider.close = () => { server.closeAllConnections(); server.close(); };
  return provider;
};
