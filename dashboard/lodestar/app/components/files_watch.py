"""Say that a file is being made until it comes: a browser shows nothing of a download before its first byte."""

import streamlit as st

# The server sets a cookie named after the click's own token once the file is made, or once it is known to fail.
_SCRIPT = """
const EVERY = 300, AT_MOST = 15 * 60 * 1000;

function cookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(name + "="));
  return found && found.slice(name.length + 1);
}

function clicked(event) {
  const link = event.target.closest && event.target.closest(".ls-files a");
  if (!link) { return; }
  if (link.getAttribute("aria-disabled") === "true") { event.preventDefault(); return; }
  const row = link.closest(".ls-files"), said = row.querySelector(".ls-making");
  const token = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");
  const address = new URL(link.href);
  address.searchParams.set("token", token);
  link.href = address.href;
  link.setAttribute("aria-disabled", "true");
  said.className = "ls-making now";
  said.textContent = row.dataset.making.replace("FILE", link.textContent);
  const since = Date.now(), name = "lodestar-made-" + token;
  const timer = setInterval(() => {
    const made = cookie(name);
    if (!made && Date.now() - since < AT_MOST) { return; }
    clearInterval(timer);
    document.cookie = name + "=; max-age=0; path=/";
    link.removeAttribute("aria-disabled");
    said.className = "ls-making";
    said.textContent = (made === "1" ? row.dataset.made : row.dataset.failed).replace("FILE", link.textContent);
  }, EVERY);
}

export default function () {
  if (window.lodestarFiles) { document.removeEventListener("click", window.lodestarFiles, true); }
  window.lodestarFiles = clicked;
  document.addEventListener("click", clicked, true);
  return () => document.removeEventListener("click", clicked, true);
}
"""


def files_watch() -> None:
    """Watch the links to files on the page; the style sheet gives it no room."""
    watch = st.components.v2.component("lodestar_files_watch", js=_SCRIPT, html="<span></span>")
    watch(key="files-watch", height=0)
