"""Train the models of the study on their sound collections.

A model that is trained already, with the same configuration on the same sounds, is left as it
is; a stopped training goes on where it was. What is reached on recordings never heard is printed
beside principal components, the mean sound and silence.
"""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ascolto.options import add_study
from study.errors import StudyError, did_you_mean
from study.folder import StudyFolder
from study.study_file import StudyFile

if TYPE_CHECKING:
    from generator.model import Model


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    parser.add_argument("models", metavar="MODEL", nargs="*", help="models to train (default: all of the study)")
    parser.add_argument("--show", action="store_true", help="print the presets with their parameter counts, and end")


def run(options: Namespace) -> int:
    """Train each model, or print the presets."""
    if options.show:
        from generator.preset_table import preset_table

        print(preset_table())
        return 0
    from generator.collection import read_collection
    from generator.presets import preset_for
    from generator.training import configure as configuration_for
    from generator.training import is_trained, train_model

    folder = StudyFolder(options.study)
    for name in chosen(folder, options.models):
        collection_name = collection_of(folder.study, name)
        collection = read_collection(folder.sounds(collection_name), folder.study.collections[collection_name].layout)
        configuration = configuration_for(preset_for(folder.study.models[name]), collection, folder.study.study.seed)
        path = folder.checkpoint(name)
        if is_trained(path, configuration):
            print(f"model {name}: trained already, {path}")
            continue
        print(f"model {name}: {configuration.preset.name}, {len(collection.sounds)} sounds of {collection_name}")
        print(summary(train_model(path, configuration, collection)))
        print(f"written: {path}")
    return 0


def chosen(folder: StudyFolder, names: list[str]) -> list[str]:
    """Return the models that are asked for, or all that a collection names."""
    known = list(folder.study.models)
    named = {collection.model for collection in folder.study.collections.values()}
    for name in names:
        if name not in known:
            raise StudyError(folder.path / "study.toml", f"no model is called '{name}'", did_you_mean(name, known))
    return names or [name for name in known if name in named]


def collection_of(study: StudyFile, model: str) -> str:
    """Return the collection a model learns from."""
    users = [name for name, collection in study.collections.items() if collection.model == model]
    if len(users) != 1:
        problem = f"{len(users)} collections name it, got {', '.join(users) or 'none'}"
        raise StudyError(f"[models.{model}]", problem, "Let exactly one collection name each model.")
    return users[0]


def summary(model: "Model") -> str:
    """Say what a model reaches on held-out recordings."""
    from generator.figures import warnings_of

    found, n_latent = model.figures, model.configuration.preset.latent_dimensions
    lines = [
        f"  held-out recordings, rms dB on log-mel: model {found['model_db']:.2f}, "
        f"{n_latent} principal components {found['components_db']:.2f}, "
        f"mean sound {found['mean_db']:.2f}, silence {found['zero_db']:.2f}",
        f"  mean squared error: model {found['loss']:.5f}, {n_latent} principal components "
        f"{found['components_loss']:.5f}, mean sound {found['mean_loss']:.5f}, silence {found['zero_loss']:.5f}",
        f"  bound {-found['loss_nats']:.0f} nats per sound, of which rate {found['rate_nats']:.1f}; "
        f"{found['n_active']:.0f} of {n_latent - found['n_class_axes']:.0f} dimensions active "
        f"beside {found['n_class_axes']:.0f} class axes, "
        f"length of latents {found['mean_norm']:.1f} (of draws from the prior {found['prior_norm']:.1f})",
        f"  of the 5 nearest training sounds in latent space {found['purity']:.0%} are of the same class "
        f"(chance {found['chance_purity']:.0%})",
    ]
    warnings = warnings_of(found, len(model.densities.classes))
    return "\n".join(lines + [f"  WARNING: {warning}" for warning in warnings])
