#include "http/asset.h"

const struct asset *asset_find(const struct asset_table *t, struct str path)
{
    int low = 0, high = t->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int c = str_cmp(t->list[middle].path, path);
        if (c == 0)
            return &t->list[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct asset *asset_named(const struct asset_table *t, struct str name)
{
    for (int i = 0; i < t->count; i++)
        if (str_eq(t->list[i].name, name))
            return &t->list[i];
    return NULL;
}
