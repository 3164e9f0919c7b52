"""Who may be recognised? E-mail, phone, name and id-number values are dropped or hashed before anything is stored."""

import os
import re
import secrets

import polars as pl
import polars_hash as plh  # registers .chash

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError

_WORD = re.compile(r"[^a-z0-9一-鿿]+")
_CONTACT_HEADER = re.compile(
    r"(^|_)(e_?mail|mail_address|phone|telephone|tel|mobile|cell_?phone|fax|whatsapp|wechat_id)(_|$|s$|number)"
    r"|邮箱|邮件地址|电子邮件|手机|电话|微信号"
)
_NAME_HEADER = re.compile(
    r"^((first|last|full|given|family|middle|customer|client|contact|user|agent|caller|requester|sender|author"
    r"|display|nick|real|sur|assignee|submitter|employee|staff|member|buyer)_?)?name(_in|_cn|_en)?$"
    r"|^(username|nickname|surname|firstname|lastname|alias)$|姓名|昵称|真实名"
)
_ID_HEADER = re.compile(
    r"(^|_)(ssn|passport|id_?card|identity|national_id|id_number|tax_id|iban|credit_card|card_number)(_|$)|身份证|护照"
)
EMAIL = r"[\w.+-]+@[\w-]+\.[\w.-]*\w"
_ID18 = r"\b[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]\b"
_MOBILE_CN = r"\b(?:\+?86[- ]?)?1[3-9]\d{9}\b"
_PHONE = r"\+\d[\d ().-]{7,}\d|\(\d{3}\) ?\d{3}[- ]\d{4}|\b\d{3}[- ]\d{3}[- ]\d{4}\b"
_PERSONAL_VALUE = f"{EMAIL}|{_ID18}|{_MOBILE_CN}|{_PHONE}"
_MASK = "[hidden]"
assert plh  # the import is what makes the hashes available


def _plain(header: str) -> str:
    return _WORD.sub("_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header).lower()).strip("_")


def is_personal(header: str) -> bool:
    """Return whether a column of this name holds e-mail addresses, phone numbers or names of people."""
    plain = _plain(header)
    return bool(_CONTACT_HEADER.search(plain) or _NAME_HEADER.search(plain))


def is_id_number(header: str) -> bool:
    """Return whether a column of this name holds identity, card or passport numbers."""
    return bool(_ID_HEADER.search(_plain(header)))


def mask_text(text: pl.Expr) -> pl.Expr:
    """Return the text with e-mail addresses, phone and id numbers hidden."""
    return text.str.replace_all(_PERSONAL_VALUE, _MASK)


def looks_personal(text: pl.Expr) -> pl.Expr:
    """Return where a value holds an e-mail address, a phone number or an id number."""
    return text.str.contains(_PERSONAL_VALUE).fill_null(value=False)


def hash_personal(text: pl.Expr, secret: str) -> pl.Expr:
    """Return 'h_' and 32 hex digits of HMAC-SHA256 of the value, trimmed and in lower case; null stays null."""
    normal = text.str.strip_chars().str.to_lowercase()
    digest = normal.chash.hmac_sha256(key=secret)  # type: ignore[attr-defined]
    hashed: pl.Expr = pl.lit("h_") + digest.str.slice(0, 32)
    return hashed


def load_secret(folder: DataFolder) -> str:
    """Return the data folder's own key, made at the first use and readable by its owner only."""
    path = folder.secret_file
    try:
        if not path.exists():
            beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        secret = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise LodestarError(f"{path} cannot be read or made ({error.strerror}): check its permissions.") from error
    if not secret:
        raise LodestarError(f"{path} is empty: put the key back from your backup, or personal columns no longer match.")
    return secret
