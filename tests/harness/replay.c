/* Runs a fuzz target over files instead of what libFuzzer would think of: nothing once, then each
 * file of the folder that is named. A crash or a failed assert ends it, after the name is printed.
 *
 *     replay [DIRECTORY] */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes stand in memory of just their size, so that ASan sees a read of one more. */
static int replay(int directory, const char *name)
{
    struct stat about;
    int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    uint8_t *bytes = malloc((size_t)about.st_size);
    ssize_t n = read(fd, bytes, (size_t)about.st_size);
    close(fd);
    if (n != about.st_size) {
        fprintf(stderr, "%s: cannot be read\n", name);
        exit(1);
    }
    fprintf(stderr, "%s\n", name); /* the last one named is the one that failed */
    LLVMFuzzerTestOneInput(bytes, (size_t)n);
    free(bytes);
    return 1;
}

int main(int argc, char **argv)
{
    static const uint8_t nothing[1];
    int count = 1;
    LLVMFuzzerTestOneInput(nothing, 0);
    DIR *all = argc > 1 ? opendir(argv[1]) : NULL;
    for (const struct dirent *e; all && (e = readdir(all));)
        count += replay(dirfd(all), e->d_name);
    if (all)
        closedir(all);
    printf("[  PASSED  ] %d test(s).\n", count);
    return 0;
}
