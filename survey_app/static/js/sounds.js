/* Fetch and decode sounds; the next one is fetched while this one is judged. */

const N_KEPT = 3; // this sound, the next, and the one before: a cheap phone has little memory
const PATIENCE_MS = 30000; // for one file on a slow link; then it counts as failed and can be tried again

const fetched = new Map(); // address -> promise of the file's bytes
const decoded = new Map(); // address -> promise of the AudioBuffer

/** A sound that could not be had: `reason` is "load" or "decode", `file` its name. */
export class SoundFailed extends Error {
  constructor(reason, url) {
    super(reason);
    this.reason = reason;
    this.file = url.split("/").at(-1);
  }
}

function remember(map, url, promise) {
  map.set(url, promise);
  promise.catch(() => map.delete(url)); // a failure is not remembered, so that it can be tried again
  while (map.size > N_KEPT) map.delete(map.keys().next().value);
  return promise;
}

async function bytesOf(url) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  try {
    const reply = await fetch(url, { signal: abort.signal });
    if (!reply.ok) throw new SoundFailed("load", url);
    return await reply.arrayBuffer();
  } catch {
    throw new SoundFailed("load", url);
  } finally {
    clearTimeout(timer);
  }
}

/** Fetch a sound's file ahead of time; a failure shows when the sound is played. */
export function preload(url) {
  return fetched.get(url) ?? remember(fetched, url, bytesOf(url));
}

/** Return a decoded sound without remembering it: it must not push out the next one to be judged. */
export async function soundOnce(url, context) {
  return context.decodeAudioData(await bytesOf(url));
}

/** Return the decoded sound. */
export function soundAt(url, context) {
  if (decoded.has(url)) return decoded.get(url);
  const decoding = preload(url).then((bytes) =>
    // Decoding takes the bytes away, hence the copy: a second try must find them.
    context.decodeAudioData(bytes.slice(0)).catch(() => {
      fetched.delete(url);
      throw new SoundFailed("decode", url);
    }),
  );
  return remember(decoded, url, decoding);
}
