#!/bin/sh
# Who may include whom; any other arrow between folders fails the test.
cd "$1" || exit 99
bad=0
check() { # folder, ERE of folders it may not include
    [ -d "$1" ] || return 0
    hits=$(grep -rnE "^#include \"($2)/" --include='*.[ch]' "$1") || return 0
    echo "$hits" | sed "s,^,layering: ,"
    bad=1
}
check core 'app|gpu|net|ui|tests'
check gpu 'app|net|ui|tests'
check net 'app|gpu|ui|tests'
check ui 'app|gpu|net|tests'
check app 'tests'
# the screen sees the engine's two headers and core/base, nothing else
check ui 'core/(model|kernel|stream|text|measure)'
check core/base 'core/(model|kernel|text|stream|infer|measure)'
check core/measure 'core/(model|kernel|text|stream|infer)'
check core/kernel 'core/(model|text|stream|infer|measure)'
check core/text 'core/(model|kernel|stream|infer|measure)'
check core/model 'core/(text|stream|infer|measure)'
check core/stream 'core/(text|infer|measure)'
grep -rlE '#include <(curses|ncurses|readline/)' --include='*.[ch]' app core gpu net && { echo 'layering: terminal header outside ui/'; bad=1; }
grep -rl '#include <vulkan/' --include='*.[ch]' app core net ui && { echo 'layering: vulkan header outside gpu/'; bad=1; }
grep -rlE '#include <(microhttpd\.h|curl/)' --include='*.[ch]' app core gpu ui && { echo 'layering: HTTP outside net/'; bad=1; }
hits=$(grep -rnE '#include "core/infer/' --include='*.[ch]' ui | grep -vE 'core/infer/(engine|stats)\.h"') &&
    { echo "$hits"; echo 'layering: ui/ may use only engine.h and stats.h of core/infer'; bad=1; }
exit $bad
