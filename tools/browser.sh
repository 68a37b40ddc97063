#!/usr/bin/env bash
# The browser tests need Chromium. Install it where apt-get may; otherwise say so, and those tests are skipped.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests…"
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null 2>&1 && exit 0
fi
echo "Chromium is not installed, so the browser tests are skipped. To run them: sudo apt-get install chromium fonts-noto-core"
