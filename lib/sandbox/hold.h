/* hold.h: what a parser gives up before it reads its first byte. Inside lib/sandbox only. */
#ifndef KEPT_SANDBOX_HOLD_H
#define KEPT_SANDBOX_HOLD_H

#include <stdint.h>

/* Bits of what took effect. */
enum {
    HOLD_SECCOMP = 1,
    HOLD_LANDLOCK = 2,
    HOLD_LIMITS = 4,
    HOLD_PRIVILEGES = 8, /* no new ones, and an account without any where it began as root */
};

/* hold_apply: for the calling process, for good. Files that are open stay usable. Returns the bits
 * of what this system could do. */
uint32_t hold_apply(void);

#endif
