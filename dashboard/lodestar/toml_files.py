"""Read a TOML file into a checked model; a wrong key is named with its file, place and nearest valid key."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from lodestar.errors import LodestarError, nearest, shorten


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Model = TypeVar("_Model", bound=BaseModel)


def read_toml(path: Path) -> dict[str, object]:
    """Return the file's tables. Raises LodestarError where it cannot be read or is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LodestarError(f"{path} cannot be read ({error.strerror}): check that it exists.", "file") from error
    except UnicodeDecodeError as error:
        raise LodestarError(f"{path} is not UTF-8: save it as UTF-8 and try again.", "file") from error
    except tomllib.TOMLDecodeError as error:
        raise LodestarError(f"{path} is not valid TOML: {error}. Mend that line and try again.", "file") from error


def load_toml(path: Path, model: type[_Model]) -> _Model:
    """Return the file as `model`. Raises LodestarError naming the first wrong key and the nearest valid one."""
    return check_values(read_toml(path), model, path.name)


def check_values(values: dict[str, object], model: type[_Model], where: str) -> _Model:
    """Return `values` as `model`; `where` names the file in the error."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        # A misspelt key is an unknown and a missing one at once: the unknown one tells what to mend.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            key = str(first["loc"][-1])
            raise LodestarError(
                f"{where}: unknown key {place}.{nearest(key, _fields_at(model, first['loc']))}", "file"
            ) from error
        if first["type"] == "missing":
            raise LodestarError(f"{where}: {place} is missing: add it.", "file") from error
        raise LodestarError(f"{where}: {place} = {shorten(first.get('input'))}: {first['msg']}.", "file") from error


def _fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Return the field names of the (nested) model that holds the last key of `loc`."""
    current: type[BaseModel] = model
    for part in loc[:-1]:
        field = current.model_fields.get(str(part))
        inner = _model_inside(field.annotation) if field else None
        current = inner or current
    return [field.alias or name for name, field in current.model_fields.items()]


def _model_inside(annotation: object) -> type[BaseModel] | None:
    """Return the model named in an annotation such as `dict[str, Model]`, if any."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_inside(argument)
        if found:
            return found
    return None
