/* child.h: the two processes below the program. Inside lib/sandbox only. */
#ifndef KEPT_SANDBOX_CHILD_H
#define KEPT_SANDBOX_CHILD_H

#include "sandbox/sandbox.h"

/* parser_run: a parser's whole life: gives everything up, says hello on `channel`, does what it is
 * asked, and ends when the other side goes. */
_Noreturn void parser_run(const struct sandbox_config *config, int channel);

/* spawner_run: the spawner's: forks and reaps what `control` asks for, and ends with it. */
_Noreturn void spawner_run(const struct sandbox_config *config, int control);

#endif
