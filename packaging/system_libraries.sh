#!/usr/bin/env bash
# Checks that the libraries of the system that Qt needs are there, with and without a display.
# Missing ones are installed where that is possible without asking (as root, with apt-get); otherwise the command
# that installs them is printed and the status is 1. Use: system_libraries.sh PATH_OF_PYTHON
set -euo pipefail
python=${1:?use: system_libraries.sh PATH_OF_PYTHON}

[ "$(uname -s)" = Linux ] || exit 0   # on Windows and macOS Qt brings all it needs

# What Qt's platform plugins link to, by the package of Debian and Ubuntu that has it.
declare -A package_of=(
  [libEGL.so.1]=libegl1
  [libGL.so.1]=libgl1
  [libOpenGL.so.0]=libopengl0
  [libGLX.so.0]=libgl1
  [libxkbcommon.so.0]=libxkbcommon0
  [libxkbcommon-x11.so.0]=libxkbcommon-x11-0
  [libdbus-1.so.3]=libdbus-1-3
  [libfontconfig.so.1]=libfontconfig1
  [libfreetype.so.6]=libfreetype6
  [libX11.so.6]=libx11-6
  [libX11-xcb.so.1]=libx11-xcb1
  [libxcb.so.1]=libxcb1
  [libxcb-cursor.so.0]=libxcb-cursor0
  [libxcb-icccm.so.4]=libxcb-icccm4
  [libxcb-image.so.0]=libxcb-image0
  [libxcb-keysyms.so.1]=libxcb-keysyms1
  [libxcb-randr.so.0]=libxcb-randr0
  [libxcb-render.so.0]=libxcb-render0
  [libxcb-render-util.so.0]=libxcb-render-util0
  [libxcb-shape.so.0]=libxcb-shape0
  [libxcb-shm.so.0]=libxcb-shm0
  [libxcb-sync.so.1]=libxcb-sync1
  [libxcb-xfixes.so.0]=libxcb-xfixes0
  [libxcb-xinerama.so.0]=libxcb-xinerama0
  [libxcb-xkb.so.1]=libxcb-xkb1
  [libglib-2.0.so.0]=libglib2.0-0
  [libgthread-2.0.so.0]=libglib2.0-0
  [libz.so.1]=zlib1g
)

missing_libraries() {
  local qt
  qt=$("$python" -c 'import importlib.util as u; print(next(iter(u.find_spec("PySide6").submodule_search_locations)))')
  # The plugins name libraries of Qt itself too; those lie beside them and are found, or are not Qt's to miss.
  ldd "$qt"/QtCore.abi3.so "$qt"/QtGui.abi3.so "$qt"/QtWidgets.abi3.so "$qt"/QtSvg.abi3.so \
    "$qt"/Qt/plugins/platforms/libqxcb.so "$qt"/Qt/plugins/platforms/libqoffscreen.so 2>/dev/null |
    awk '/not found/ { print $1 }' | sort -u
}

# A window without a font shows empty boxes: fontconfig knows one, or one lies where Debian and others put them.
has_font() {
  if command -v fc-list >/dev/null; then [ -n "$(fc-list 2>/dev/null | head -n 1)" ]; return; fi
  [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/}"/.fonts "${HOME:-/}"/.local/share/fonts \
    \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print -quit 2>/dev/null)" ]
}

packages_needed() {
  local library
  for library in $(missing_libraries); do echo "${package_of[$library]:-}"; done
  has_font || printf '%s\n' fonts-dejavu-core fonts-noto-core
}

# Missing libraries whose package is not known here.
strangers() {
  local library
  for library in $(missing_libraries); do [ -n "${package_of[$library]:-}" ] || echo "$library"; done
}

opens_a_window() {
  QT_QPA_PLATFORM=offscreen "$python" -c 'from PySide6.QtWidgets import QApplication; QApplication([])' >/dev/null 2>&1
}

packages=$(packages_needed | sort -u | xargs)
if [ -n "$packages" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing what Qt needs from the system: $packages" >&2
  # shellcheck disable=SC2086  # a list of names
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } \
    >/dev/null || true   # whether it helped is looked at below
  packages=$(packages_needed | sort -u | xargs)
fi
others=$(strangers | xargs)
if [ -n "$packages$others" ]; then
  echo "The window needs libraries that this system does not have. Install them and start again:" >&2
  [ -z "$packages" ] || echo "  sudo apt-get install $packages" >&2
  [ -z "$others" ] || echo "  and the packages of your system that hold: $others" >&2
  exit 1
fi

opens_a_window || {
  echo "Qt does not start, and not for want of a library that is known here. This is what it says:" >&2
  QT_QPA_PLATFORM=offscreen QT_DEBUG_PLUGINS=1 "$python" -c \
    'from PySide6.QtWidgets import QApplication; QApplication([])' 2>&1 | tail -n 15 >&2
  exit 1
}
