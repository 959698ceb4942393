/* Any bytes as a parser's answer: read whole and within bounds, or refused; never waited for. */
#include <assert.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/utf8.h"
#include "sandbox/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct wire_reply header;
    struct str reply = {0};
    struct fault f = {0};
    int ends[2];
    assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    assert(size > 60000 || write(ends[1], data, size) == (ssize_t)size);
    close(ends[1]);
    if (wire_receive_reply(ends[0], &a, 1, NULL, &header, &reply, &f) == WIRE_DONE)
        assert(reply.n <= (ptrdiff_t)size && utf8_is_valid(str_from(f.message)));
    close(ends[0]);
    arena_release(&a);
    return 0;
}
