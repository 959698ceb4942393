/* stat_cli.h: `kept stat`: the methods on JSON lines, for those who check a figure.
 *
 *     {"fn":"wilson","input":{"count":81,"n":263,"level":0.95}}  →  {"result":{"low":…,"high":…}}
 *
 * What is undefined is {"result":null,"error":why}. Times have their unit in the name: aht_s,
 * aht_min. {"fn":"help"} lists the functions and what they want. */
#ifndef KEPT_STAT_STAT_CLI_H
#define KEPT_STAT_STAT_CLI_H

#include "text/json_lines.h"

void stat_answer(struct arena *a, struct str line, struct buf *out);
int stat_cli(int in, int out);

#endif
