"""Which settings are there, what are they set to, and what would they be if nobody had set them?"""

from dataclasses import dataclass

from pydantic import BaseModel

from lodestar.settings import Settings


@dataclass(frozen=True)
class Adjustable:
    """One setting: `name` as lodestar.toml writes it (windows.return_hours), `about` the same without names of sources,
    scales or channels, by which its meaning is found; value and default are None where nothing is set.
    """

    name: str
    about: str
    value: object
    default: object

    @property
    def is_changed(self) -> bool:
        """Say whether it differs from its default."""
        return self.value != self.default


def adjustables(settings: Settings) -> list[Adjustable]:
    """Return every setting in the order of lodestar.toml; a source or scale adds its own only where it is named."""
    return _of_model(settings, Settings(), "", "")


def _of_model(model: BaseModel, default: BaseModel | None, name: str, about: str) -> list[Adjustable]:
    found = []
    for field in type(model).model_fields:
        value, usual = getattr(model, field), getattr(default, field, None)
        found += _of_value(value, usual, f"{name}{field}", f"{about}{field}")
    return found


def _of_value(value: object, usual: object, name: str, about: str) -> list[Adjustable]:
    if isinstance(value, BaseModel):
        return _of_model(value, usual if isinstance(usual, BaseModel) else None, f"{name}.", f"{about}.")
    if isinstance(value, dict) and any(isinstance(one, BaseModel) for one in value.values()):
        return [
            one
            for key, inner in value.items()
            for one in _of_model(inner, type(inner).model_construct(), f"{name}.{key}.", f"{about}.")
        ]
    if isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in value):
        text = ", ".join(" → ".join(str(part) for part in one.model_dump().values()) for one in value)
        return [Adjustable(name, about, text, None)]
    if isinstance(value, (dict, tuple)):
        return [Adjustable(name, about, _listed(value), _listed(usual))]
    return [Adjustable(name, about, value, usual)]


def _listed(value: object) -> str | None:
    if isinstance(value, dict):
        return ", ".join(f"{key} = {one}" for key, one in value.items()) or None
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or None
    return None
