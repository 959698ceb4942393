/* chain_map.h: where the services and their needs stand in the picture. Pure: layers from left to
 * right (who serves the customer first), fewest crossings by sweeps, long edges led through the
 * layers between. Sources: Sugiyama, Tagawa and Toda 1981; barycentre ordering. */
#ifndef KEPT_CHAIN_CHAIN_MAP_H
#define KEPT_CHAIN_CHAIN_MAP_H

#include "base/arena.h"
#include "base/str.h"

enum { MAP_NODES_MOST = 300, MAP_EDGES_MOST = 1200 };

struct map_node {
    int layer, order; /* order: within the layer */
    int x, y, width, height;
    int ins, outs;
};
struct map_edge {
    int from, to;         /* nodes */
    struct str path;      /* of the SVG: "M 10 20 C …" */
    int label_x, label_y; /* where words of it end, beside the node it leads to */
    bool is_back;         /* it closes a circle: drawn, and a fault */
};
struct map_layout {
    struct map_node *nodes;
    int node_count;
    struct map_edge *edges;
    int edge_count;
    int width, height, layers;
};

/* map_lay_out: the caller has set node_count, edge_count, and from and to of the edges. */
void map_lay_out(struct arena *a, struct map_layout *m);

#endif
