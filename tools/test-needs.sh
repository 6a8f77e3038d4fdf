#!/bin/sh
# Installs from Debian what only tests need: LibreOffice as another producer of spreadsheets, libarchive, Chromium to look at
# reports, the servers that the gates stand in front of, a mail server, and the fonts of letters. Services that a package starts by itself are not used.
set -eu
packages="libreoffice-calc libarchive13 chromium nginx squid postgresql age tesseract-ocr-eng varnish openssh-server libnginx-mod-http-cache-purge wordpress php-cli php-mysql php-gd mariadb-server apache2 postfix fonts-noto-core fonts-droid-fallback"
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" && continue
  # Ubuntu has no Debian package of Chromium: tests that need it are skipped there, and say so.
  [ "$package" = chromium ] && grep -qs '^ID=ubuntu' /etc/os-release && continue
  missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "Missing for some tests:$missing. They will be skipped." >&2
  exit 0
fi
if [ "$(id -u)" = 0 ]; then
  run=""
elif sudo -n true 2>/dev/null; then
  run="sudo -n"
else
  echo "Missing for some tests:$missing. Install with: sudo apt-get install$missing" >&2
  exit 0
fi
echo "Installing for the tests:$missing" >&2
$run apt-get update -qq
$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
