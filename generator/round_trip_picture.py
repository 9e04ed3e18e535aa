"""Draw a sound in each representation, and what comes back from it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator.audio import SAMPLE_RATE_HZ
from generator.pictures import INK, figure
from generator.representation import Features, Representation
from generator.round_trip import REPRESENTATIONS, RoundTrip
from generator.yardstick import YARDSTICK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROWS = {"waveform": "samples, peak 1", "magnitude": "bins", "mel": "mel bands"}


def draw_round_trips(name: str, trips: Mapping[str, RoundTrip]) -> "Figure":
    """Draw one row per representation: left as a model sees the sound, right what comes back, on the yardstick.

    Parameters
    ----------
    name : str
        What the sound is called.
    trips : mapping of str to RoundTrip
        By names of `generator.round_trip.REPRESENTATIONS`.
    """
    picture = figure(8, 2.3 * len(trips) + 0.8)
    rows = picture.subplots(len(trips), 2, squeeze=False)
    picture.suptitle(f"{name}: as a model sees it, and what comes back", x=0.01, ha="left")
    for (seen, back), (kind, trip) in zip(rows, trips.items(), strict=True):
        representation = REPRESENTATIONS[kind]
        bands, frames = representation.shape
        seen.set_title(f"{kind}: {bands} × {frames} numbers", fontsize=10)
        seen.set_ylabel(ROWS[kind])
        if kind == "waveform":
            seen.plot(2 * trip.features.T.reshape(-1) - 1, color=INK, linewidth=0.3)
            seen.set_xlim(0, representation.n_samples)
            seen.set_xticks([])
        else:
            _image(seen, trip.features, representation)
        back.set_title(f"back: {trip.distance_db:.2f} dB rms away", fontsize=10)
        _image(back, YARDSTICK.features(trip.y), YARDSTICK)
    return picture


def _image(axes: "Axes", features: Features, representation: Representation) -> None:
    """Show features in [0, 1] over seconds, low bands at the bottom."""
    bands, frames = representation.shape
    end_s = frames * representation.hop / SAMPLE_RATE_HZ
    axes.imshow(features, origin="lower", aspect="auto", cmap="magma", vmin=0, vmax=1, extent=(0, end_s, 0, bands))
    axes.set_xlabel("s")
