"""Ours: a linear variational autoencoder at its optimum, and small filters that correct what it draws.

The optimum of a linear variational autoencoder is known in closed form: probabilistic principal
components [1]_, [2]_. The network starts there, so that it is at once as good as any linear model,
and its latents fill the prior. There the linear part stays. A convolutional network then redraws the
linear picture, in patches, with a view of the neighbourhood: that is local, so it learns from few sounds
and holds for new ones. It learns from pictures by components that have not seen their recordings: of sounds
that they have seen, components leave little more than half the error that there is to correct.

References
----------
.. [1] Tipping, M. E., & Bishop, C. M. (1999). Probabilistic principal component analysis. JRSS B 61(3), 611-622.
.. [2] Lucas, J., Tucker, G., Grosse, R., & Norouzi, M. (2019). Don't blame the ELBO! NeurIPS 32.
"""

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from generator.class_axes import ClassAxes
from generator.objective import kl_nats
from generator.presets import Preset
from generator.principal_components import PrincipalComponents, cross_fitted

PATCH = 4
"""Bands and frames of a patch: a quarter of the picture's side makes a layer sixteen times cheaper."""

CLASS_SCALE = 0.45
"""Units of latent space per unit of a class axis, times the square root of the number of other dimensions.
Noise within a class has variance 1 along each axis and along each other dimension; this makes classes outweigh all
the others together: on three divisions of the full harmonic collection, purity of held-out recordings among 128
dimensions was 0.47 to 0.64 at a fifth of it, 0.71 to 0.90 at two fifths, 0.84 to 0.95 here and no more beyond."""


class ConvolutionalNetwork(nn.Module):
    """Linear encoder; linear decoder with a convolutional correction.

    The last dimensions are class axes: the prior along them is a mixture of Gaussians around the classes' centres,
    standard normal along all others. A collection of one class has none.
    """

    def __init__(self, preset: Preset, shape: tuple[int, int], n_classes: int = 1) -> None:
        super().__init__()
        self.shape = shape
        n_bins, n_latent, n_channels = shape[0] * shape[1], preset.latent_dimensions, preset.hidden_units
        self.n_class_axes = min(n_classes - 1, n_latent // 2)
        self.n_free = n_latent - self.n_class_axes
        self.class_scale = CLASS_SCALE * math.sqrt(self.n_free)
        self.class_axes = ClassAxes(shape[0], n_classes, self.n_class_axes)
        self.mean_sound = nn.Parameter(torch.zeros(n_bins), requires_grad=False)
        self.read = nn.Parameter(torch.zeros(n_bins, self.n_free), requires_grad=False)
        self.log_variance = nn.Parameter(torch.zeros(n_latent))
        self.write = nn.Parameter(torch.zeros(n_latent, n_bins), requires_grad=False)
        self.correction = Correction(n_channels, preset.decoder_layers)
        self.log_sigma = nn.Parameter(torch.tensor(0.0))

    @property
    def n_in_closed_form(self) -> int:
        """Numbers that are learned otherwise than by gradient: the linear part."""
        return sum(parameter.numel() for parameter in self.parameters() if not parameter.requires_grad)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log-variance of q(z|x)."""
        mean = (x.flatten(1) - self.mean_sound) @ self.read  # (B, C, T) -> (B, Z - K)
        if self.n_class_axes:
            mean = torch.cat([mean, self.class_axes(x) * self.class_scale], 1)  # (B, Z)
        return mean, self.log_variance.expand_as(mean)  # a linear model is equally sure of every sound

    def decode(self, z: Tensor) -> Tensor:
        """Return the most likely features for latents."""
        return self.redraw(self.mean_sound.unflatten(0, self.shape), z)  # (B, Z) -> (B, C, T)

    def redraw(self, drawn: Tensor, z: Tensor) -> Tensor:
        """Add to pictures (B, C, T) or (C, T) what latents write, and correct them."""
        drawn = drawn + (z @ self.write).unflatten(1, self.shape)  # (B, C, T)
        return drawn + self.correction(drawn)  # (B, C, T)

    def rate(self, mean: Tensor, log_variance: Tensor) -> Tensor:
        """Return an upper bound of KL(q(z|x) || p(z)), of shape (B,).

        That to a mixture is at most that to its nearest component plus the logarithm of how many there are.
        """
        if not self.n_class_axes:
            return kl_nats(mean, log_variance)
        position, centres = mean[:, self.n_free :] / self.class_scale, self.class_axes.centres
        from_centre = position - centres[torch.cdist(position, centres).argmin(1)]  # (B, K)
        in_axes = log_variance[:, self.n_free :] - 2 * math.log(self.class_scale)
        linear = kl_nats(mean[:, : self.n_free], log_variance[:, : self.n_free])
        return linear + kl_nats(from_centre, in_axes) + math.log(len(centres))

    def draw(self, n_draws: int, rng: torch.Generator) -> Tensor:
        """Draw latents (N, Z) from the prior."""
        z = torch.randn(n_draws, self.n_free + self.n_class_axes, generator=rng)
        centres = self.class_axes.centres[torch.randint(len(self.class_axes.centres), (n_draws,), generator=rng)]
        z[:, self.n_free :] = (z[:, self.n_free :] + centres) * self.class_scale
        return z

    @torch.no_grad()
    def start_from(
        self, components: PrincipalComponents, sounds: Tensor, classes: Sequence[str], recordings: Sequence[str]
    ) -> None:
        """Set the linear part to its optimum, [1]_, equations 7, 8 and 12, and find the class axes."""
        if self.n_class_axes:
            self.class_axes.learn(sounds, classes, recordings)
            self.log_variance[self.n_free :] = 2 * math.log(self.class_scale)
        components = components.first(self.n_free)
        n_latent, variances, noise = len(components.variances), components.variances, components.noise
        scale = (variances - noise).clamp(min=1e-12).sqrt()
        self.mean_sound.copy_(components.mean)
        self.write[:n_latent] = (components.axes * scale).T
        self.read[:, :n_latent] = components.axes * (scale / variances)
        self.log_variance[:n_latent] = (noise / variances).clamp(max=1).log()
        self.log_sigma.fill_(0.5 * math.log(noise))

    @torch.no_grad()
    def pictures(self, sounds: Tensor, recordings: Sequence[str]) -> Tensor:
        """Return what the correction is to learn from, (N, C, T); sigma starts from how far these are from the sounds.

        Each is the posterior mean's picture, drawn by components that have not seen the sound's recording.
        """
        shown = cross_fitted(sounds, recordings, self.n_free)
        errors = [F.mse_loss(a.float(), b.float(), reduction="sum") for a, b in zip(shown, sounds, strict=True)]
        self.log_sigma.copy_(0.5 * (torch.stack(errors).sum() / sounds.numel()).clamp(min=1e-12).log())
        return shown

    def parameter_groups(self, learning_rate: float) -> list[dict[str, Any]]:
        """Return what the optimiser moves: all but the linear part, which is at its optimum."""
        moved = [parameter for parameter in self.parameters() if parameter.requires_grad]
        return [{"params": moved, "lr": learning_rate}]


class Correction(nn.Module):
    """Patches in, residual layers at two scales, patches out; nothing at first, because the last layer starts at 0."""

    def __init__(self, n_channels: int, n_layers: int) -> None:
        super().__init__()
        fine = n_layers // 2
        self.cut = nn.Conv2d(1, n_channels, PATCH, stride=PATCH)
        self.before = nn.Sequential(*(Residual(n_channels) for _ in range(fine // 2)))
        self.down = nn.Conv2d(n_channels, 2 * n_channels, 2, stride=2)
        self.coarse = nn.Sequential(*(Residual(2 * n_channels) for _ in range(n_layers - fine)))
        self.up = nn.ConvTranspose2d(2 * n_channels, n_channels, 2, stride=2)
        self.after = nn.Sequential(*(Residual(n_channels) for _ in range(fine - fine // 2)))
        self.draw = nn.Conv2d(n_channels, PATCH**2, 3, padding=1)
        self.join = nn.PixelShuffle(PATCH)
        nn.init.zeros_(self.draw.weight)
        nn.init.zeros_(self.draw.bias)  # type: ignore[arg-type]  # torch's stub forgets that there is a bias
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # in no stub; twice as fast on a CPU

    def forward(self, x: Tensor) -> Tensor:
        """Return what to add to a picture of shape (B, C, T)."""
        n_bands, n_frames = x.shape[1:]
        whole = 2 * PATCH
        x = F.pad(x, (0, -n_frames % whole, 0, -n_bands % whole))  # both sides a multiple of 8
        x = x.unsqueeze(1).contiguous(memory_format=torch.channels_last)  # (B, 1, C, T)
        h = self.before(self.cut(x))  # (B, K, C/4, T/4)
        h = h + self.up(self.coarse(self.down(h)))  # through (B, 2K, C/8, T/8)
        h = self.after(h)  # (B, K, C/4, T/4)
        return self.join(self.draw(h))[:, 0, :n_bands, :n_frames]  # (B, C, T)


class Residual(nn.Module):
    """Add what a 3 x 3 filter finds."""

    def __init__(self, n_channels: int) -> None:
        super().__init__()
        self.filter = nn.Conv2d(n_channels, n_channels, 3, padding=1)
        self.norm = nn.GroupNorm(8, n_channels)

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, K, H, W) as it came, with the found added."""
        return x + F.silu(self.norm(self.filter(x)))
