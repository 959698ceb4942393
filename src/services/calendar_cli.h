/* calendar_cli.h: `kept time`: business time on JSON lines, one answer a line.
 *
 *   op               besides calendar and start     answer
 *   add, sub         seconds (may be negative)      {"result": instant}
 *   between          end                            {"seconds": n}
 *   is_open                                         {"result": true or false}
 *   next_open, next_close                           {"result": instant}
 *   segments_after, segments_before       n         {"result": [[from, until], …]} nearest first
 *   add_days, sub_days                    days      {"result": instant}
 *   work_days                             days      {"result": date}, the n-th work day after
 *   due              seconds, pauses                {"result": instant}
 *   elapsed          end, pauses                    {"seconds": n}
 *
 * Pauses are [[from, until], …]; null as the last until: still. Instants are RFC 3339, answered in
 * UTC. "show": true adds "counted", the open intervals that were counted. What cannot be answered
 * is {"error": what to do}; the next line is read all the same.
 * The segments and days are those of the library biz, whose vocabulary they are: wall times in a
 * gap of the clocks are read after RFC 5545 there. Everywhere else Kept's rule holds, calendar.h.
 */
#ifndef KEPT_SERVICES_CALENDAR_CLI_H
#define KEPT_SERVICES_CALENDAR_CLI_H

#include "services/calendar_json.h"

/* calendar_answer: one line's answer, without its line end.
 *   zones   may be NULL */
void calendar_answer(struct arena *a, struct zone_cache *zones, struct str line, struct buf *out);
/* calendar_cli: answers lines from one file until it ends; 0, or 1 when it failed to read or write.
 */
int calendar_cli(int in, int out);

#endif
