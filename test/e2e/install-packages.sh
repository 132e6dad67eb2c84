#!/bin/sh
# Installs what the tests take from Debian, a browser among it, and from Python's package index; run it as root.
# Nothing is enabled or started: the suite starts its own sshd and registry, on ports of their own.
set -eu

if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
fi
# Where there is a browser already, as on GitHub's runners, it serves. Ubuntu has none as a package.
browser=chromium
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" > /dev/null; then browser=; fi
done
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
  apache2-utils docker-registry git gnupg openssh-client openssh-server openssl python3 python3-venv tar \
  util-linux $browser

requirements="$(dirname "$0")/requirements.txt"
key="$(sha256sum "$requirements" | cut -c1-16)"
venv="${XDG_CACHE_HOME:-$HOME/.cache}/flux-delivery/python-$key"
if [ ! -x "$venv/bin/moto_server" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --no-deps --requirement "$requirements"
fi
echo "moto is in $venv"
