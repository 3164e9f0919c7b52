"""Find the system's Chromium for the browser tests, or install it; say plainly where neither can be done."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")


def find_browser() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Return 0 where a browser is there, could be installed, or is not demanded; else 1."""
    if find_browser():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium and Chinese fonts for the browser tests ...")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-y", "-qq", *PACKAGES], check=False, env=environment)
        if find_browser():
            return 0
    print("The browser tests need Chromium and it is not here: apt-get install chromium fonts-noto-cjk")
    return 1 if os.environ.get("LODESTAR_REQUIRE_ALL") == "1" else 0


if __name__ == "__main__":
    sys.exit(main())
