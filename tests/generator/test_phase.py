"""`generator.phase`: phases that fit their magnitudes, better and sooner than Griffin-Lim alone."""

import librosa
import numpy as np
import pytest

from generator.phase import integrated_phase, spectral_convergence_db, with_phase
from generator.spectrogram import istft, stft

N_FFT, HOP = 2048, 512


@pytest.fixture(scope="module")
def chirps() -> np.ndarray:
    """Three gliding partials and a click, 2 s."""
    t = np.arange(86 * HOP) / 22050
    y = sum(np.sin(2 * np.pi * hz * (t + 0.1 * t**2)) / k for k, hz in enumerate((330, 660, 990), start=1))
    y[20000] += 4
    return y.astype(np.float32)


def test_integration_alone_beats_a_random_phase(chirps: np.ndarray) -> None:
    """The heap's phase makes a sound at least 15 dB nearer to the magnitude than a random phase."""
    magnitude = np.abs(stft(chirps, N_FFT, HOP))
    random = np.random.default_rng(0).uniform(0, 2 * np.pi, magnitude.shape)
    found = [
        spectral_convergence_db(magnitude, istft(magnitude * np.exp(1j * phase), N_FFT, HOP), N_FFT, HOP)
        for phase in (integrated_phase(magnitude, N_FFT, HOP), random)
    ]

    assert found[0] < found[1] - 15


def test_beats_sixty_steps_of_griffin_lim(chirps: np.ndarray) -> None:
    """Integration and ten steps come nearer than librosa's Griffin-Lim with sixty."""
    magnitude = np.abs(stft(chirps, N_FFT, HOP))
    ours = spectral_convergence_db(magnitude, with_phase(magnitude, N_FFT, HOP), N_FFT, HOP)
    theirs = librosa.griffinlim(
        librosa.stft(chirps, n_fft=N_FFT, hop_length=HOP).__abs__(),
        n_iter=60,
        n_fft=N_FFT,
        hop_length=HOP,
        length=len(chirps),
        random_state=0,
    )

    assert ours < spectral_convergence_db(magnitude, theirs, N_FFT, HOP)


def test_phase_of_a_tone_advances_by_its_frequency() -> None:
    """From frame to frame the phase of a steady tone grows by 2 pi times frequency times hop."""
    cycles = 0.0731
    magnitude = np.abs(stft(np.cos(2 * np.pi * cycles * np.arange(40 * HOP)).astype(np.float32), N_FFT, HOP))
    phase = integrated_phase(magnitude, N_FFT, HOP)[5:35, round(cycles * N_FFT)]
    advance = np.angle(np.exp(1j * (np.diff(phase) - 2 * np.pi * cycles * HOP)))

    assert np.abs(advance).max() < 0.05


def test_what_is_imposed_is_asked_for_at_every_step(chirps: np.ndarray) -> None:
    """The wish is asked once a step, with the magnitude the sound has by then."""
    magnitude = np.abs(stft(chirps, N_FFT, HOP))
    asked = []

    def impose(now: np.ndarray) -> np.ndarray:
        asked.append(now.shape)
        return magnitude

    with_phase(magnitude, N_FFT, HOP, n_steps=3, impose=impose)

    assert [magnitude.shape] * 3 == asked


def test_same_magnitude_same_sound(chirps: np.ndarray) -> None:
    """Nothing is left to chance: two runs give the same bytes."""
    magnitude = np.abs(stft(chirps, N_FFT, HOP))

    assert with_phase(magnitude, N_FFT, HOP).tobytes() == with_phase(magnitude, N_FFT, HOP).tobytes()


def test_smooth_magnitudes_with_noise_do_not_buzz() -> None:
    """A flat magnitude gives pulses at the frame rate; drawn with noise it gives noise, without that rate."""
    magnitude = np.ones((172, N_FFT // 2 + 1), dtype=np.float32)

    def buzz(noisiness: np.ndarray | None) -> float:
        y = with_phase(magnitude, N_FFT, HOP, noisiness=noisiness)
        envelope = np.abs(np.fft.rfft(np.abs(y)[4 * HOP : -4 * HOP].reshape(-1, HOP).mean(axis=0)))
        return float(envelope[1] / envelope[0])

    assert buzz(None) > 0.15
    assert buzz(np.ones_like(magnitude)) < 0.03
