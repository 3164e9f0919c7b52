"""Draw the charts anew when the reader changes between light and dark: Streamlit itself reruns nothing then."""

import streamlit as st

from lodestar.app.charts.theme import DARK, theme

_SCRIPT = """
export default function (component) {
  const app = document.querySelector(".stApp");
  const scheme = () => getComputedStyle(app).colorScheme;
  let last = component.data.drawn;  // the reader may have changed while the page was still being drawn
  const look = () => {
    if (scheme() !== last) { last = scheme(); component.setTriggerValue("changed", last); }
  };
  // the colours change a moment after the class or the system's wish does
  const soon = () => [50, 400].forEach((wait) => setTimeout(look, wait));
  look();
  const watcher = new MutationObserver(soon);
  watcher.observe(app, { attributes: true, attributeFilter: ["style", "class"] });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", soon);
  return () => { watcher.disconnect(); system.removeEventListener("change", soon); };
}
"""


def theme_watch() -> None:
    """Watch the page's colours; call last on a page, as it takes a row without height."""
    watch = st.components.v2.component("lodestar_theme_watch", js=_SCRIPT, html="<span></span>")
    drawn = "dark" if theme() is DARK else "light"
    watch(key="theme-watch", data={"drawn": drawn}, on_changed_change=lambda: None, height=0)
