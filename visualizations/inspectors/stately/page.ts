import { createHash } from 'node:crypto';

/** Where Stately's inspector is: a page of theirs that is told by the one around it. */
const INSPECTOR = 'https://stately.ai';

/** Passes on what comes from here, once their page says that it listens; to that page only. */
const SCRIPT = `
const frame = document.querySelector('iframe');
const waiting = [];
let isListening = false;
const tell = (message) => frame.contentWindow.postMessage(message, '${INSPECTOR}');
addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== '${INSPECTOR}' || data?.type !== '@statelyai.connected') return;
  isListening = true;
  for (const message of waiting.splice(0)) tell(message);
});
const socket = new WebSocket('ws://' + location.host + location.pathname);
socket.onmessage = ({ data }) => {
  if (isListening) tell(JSON.parse(data));
  else if (waiting.length < 100000) waiting.push(JSON.parse(data));
};
socket.onclose = () => {
  document.title = 'ended: ' + document.title;
};
`;

const HTML = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>runstate: Stately inspector</title>
<style>html, body { height: 100%; margin: 0 } iframe { width: 100%; height: 100%; border: 0; display: block }</style>
<iframe src="${INSPECTOR}/inspect" title="Stately inspector"></iframe>
<script>${SCRIPT}</script>
</html>
`;

const POLICY = [
  "default-src 'none'",
  `frame-src ${INSPECTOR}`,
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
  "style-src 'unsafe-inline'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** A page that shows Stately's inspector, as the package's own relay does. */
export const page = { html: HTML, policy: POLICY };
