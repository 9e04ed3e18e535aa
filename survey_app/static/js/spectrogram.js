/* A spectrogram on a canvas: short-time Fourier transform with a Hann window, pitch on a logarithmic axis, level in dB. */

const WINDOW = 2048; // samples: 46 ms at 44.1 kHz
const LOWEST_HZ = 50;
const HIGHEST_HZ = 12000;
const RANGE_DB = 70; // below the loudest point of the sound; what is quieter is dark
const COLOURS = [[13, 8, 135], [126, 3, 168], [204, 71, 120], [248, 149, 64], [240, 249, 33]]; // plasma, of matplotlib

const hann = Float32Array.from({ length: WINDOW }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW));

/** Transform in place: `re` and `im` hold 2^k numbers each (radix-2, decimation in time). */
export function fft(re, im) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let size = 2; size <= n; size <<= 1) {
    const angle = (-2 * Math.PI) / size;
    for (let k = 0; k < size / 2; k++) {
      const cos = Math.cos(angle * k);
      const sin = Math.sin(angle * k);
      for (let at = k; at < n; at += size) {
        const other = at + size / 2;
        const x = re[other] * cos - im[other] * sin;
        const y = re[other] * sin + im[other] * cos;
        re[other] = re[at] - x;
        im[other] = im[at] - y;
        re[at] += x;
        im[at] += y;
      }
    }
  }
}

/** Levels in dB of the window around `centre`, one for each frequency from 0 to half the rate. */
export function levels(samples, centre) {
  const re = new Float32Array(WINDOW);
  const im = new Float32Array(WINDOW);
  const start = Math.round(centre - WINDOW / 2);
  for (let n = 0; n < WINDOW; n++) re[n] = (samples[start + n] ?? 0) * hann[n];
  fft(re, im);
  return Float32Array.from({ length: WINDOW / 2 }, (_, bin) => 10 * Math.log10(re[bin] ** 2 + im[bin] ** 2 + 1e-12));
}

/** Frequency of a row of the picture, in Hz; row 0 is the highest. */
export function frequencyOf(row, nRows) {
  return HIGHEST_HZ * (LOWEST_HZ / HIGHEST_HZ) ** (row / (nRows - 1));
}

/** Draw a decoded sound. */
export function drawSpectrogram(canvas, sound) {
  const { width, height } = canvas;
  const samples = sound.getChannelData(0);
  const columns = Array.from({ length: width }, (_, x) => levels(samples, ((x + 0.5) / width) * samples.length));
  const loudest = columns.reduce((found, column) => column.reduce((a, b) => Math.max(a, b), found), -Infinity);
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    // The loudest bin of a row's band: high rows span many bins, and a thin partial must not fall between two.
    const low = Math.round((frequencyOf(y + 0.5, height) * WINDOW) / sound.sampleRate);
    const high = Math.max(low, Math.round((frequencyOf(y - 0.5, height) * WINDOW) / sound.sampleRate) - 1);
    for (let x = 0; x < width; x++) {
      let level = -Infinity;
      for (let bin = low; bin <= high; bin++) level = Math.max(level, columns[x][bin] ?? -Infinity);
      image.data.set([...colourOf(1 + (level - loudest) / RANGE_DB), 255], 4 * (y * width + x));
    }
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** Colour of a share between 0 (dark) and 1 (bright). */
function colourOf(share) {
  const at = Math.min(Math.max(share, 0), 1) * (COLOURS.length - 1);
  const below = COLOURS[Math.floor(at)];
  const above = COLOURS[Math.ceil(at)];
  return below.map((value, n) => Math.round(value + (above[n] - value) * (at % 1)));
}
