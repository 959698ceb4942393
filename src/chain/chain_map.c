#include "chain/chain_map.h"

#include <stdlib.h>

#include "base/buf.h"

enum {
    node_width = 168,
    column_gap = 152, /* room for the words of an edge */
    least_height = 56,
    port_pitch = 17, /* edges that meet at a node, one under the other, so that words do not meet */
    row_gap = 20,
    through_height = 14, /* an edge on its way through a layer */
    margin = 16,
    sweeps = 8
};

/* What stands in a layer: a node, or an edge passing through (node -1). */
struct item {
    int node, edge, layer;
    double weight; /* mean place of its neighbours: what the layer is ordered by */
    int y, height;
};
struct sheet {
    struct arena *arena;
    struct map_layout *m;
    struct item *items;
    int count;
    int *first; /* of each edge: the first of its items in between; they follow each other */
};

/* ---- layers -----------------------------------------------------------------------------------
 */

/* An edge is back when it leads to a node on the way to its own start. */
static void mark_back(struct map_layout *m, int node, char *colour)
{
    colour[node] = 1;
    for (int i = 0; i < m->edge_count; i++) {
        if (m->edges[i].from != node)
            continue;
        int to = m->edges[i].to;
        if (colour[to] == 1)
            m->edges[i].is_back = true;
        else if (colour[to] == 0)
            mark_back(m, to, colour);
    }
    colour[node] = 2;
}

static void find_layers(struct arena *a, struct map_layout *m)
{
    char *colour = NEWN(a, char, m->node_count);
    bool changed = true;
    for (int i = 0; i < m->node_count; i++)
        if (colour[i] == 0)
            mark_back(m, i, colour);
    while (changed) {
        changed = false;
        for (int i = 0; i < m->edge_count; i++) {
            const struct map_edge *e = &m->edges[i];
            if (e->is_back || m->nodes[e->to].layer > m->nodes[e->from].layer)
                continue;
            m->nodes[e->to].layer = m->nodes[e->from].layer + 1;
            changed = true;
        }
    }
    for (int i = 0; i < m->node_count; i++)
        m->layers = m->nodes[i].layer + 1 > m->layers ? m->nodes[i].layer + 1 : m->layers;
}

static int add_item(struct sheet *s, int node, int edge, int layer, int height)
{
    s->items[s->count] = (struct item){
        .node = node, .edge = edge, .layer = layer, .height = height};
    return s->count++;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static void make_items(struct sheet *s)
{
    struct map_layout *m = s->m;
    int through = 0;
    for (int i = 0; i < m->edge_count; i++) {
        m->nodes[m->edges[i].from].outs++;
        m->nodes[m->edges[i].to].ins++;
        if (!m->edges[i].is_back)
            through += m->nodes[m->edges[i].to].layer - m->nodes[m->edges[i].from].layer - 1;
    }
    s->items = NEWN(s->arena, struct item, m->node_count + through);
    s->first = NEWN(s->arena, int, m->edge_count);
    for (int i = 0; i < m->node_count; i++) {
        int ports = larger(m->nodes[i].ins, m->nodes[i].outs);
        add_item(s, i, -1, m->nodes[i].layer, larger(least_height, (ports + 1) * port_pitch));
    }
    for (int i = 0; i < m->edge_count; i++) {
        s->first[i] = s->count;
        if (m->edges[i].is_back)
            continue;
        for (int l = m->nodes[m->edges[i].from].layer + 1; l < m->nodes[m->edges[i].to].layer; l++)
            add_item(s, -1, i, l, through_height);
    }
}

/* ---- order ------------------------------------------------------------------------------------
 */

/* The item on an edge in the next layer to the left (step -1) or right (1) of this item; -1: none.
 */
static int along(const struct sheet *s, int edge, int layer)
{
    const struct map_edge *e = &s->m->edges[edge];
    int from = s->m->nodes[e->from].layer, to = s->m->nodes[e->to].layer;
    if (e->is_back || layer < from || layer > to)
        return -1;
    return layer == from ? e->from : layer == to ? e->to : s->first[edge] + layer - from - 1;
}

static double middle(const struct item *i)
{
    return i->y + i->height / 2.0;
}

static void weigh(struct sheet *s, struct item *item, int step)
{
    double sum = 0;
    int n = 0;
    for (int e = 0; e < s->m->edge_count; e++) {
        const struct map_edge *edge = &s->m->edges[e];
        bool mine = item->node >= 0 ? edge->from == item->node || edge->to == item->node
                                    : e == item->edge;
        int other = mine ? along(s, e, item->layer + step) : -1;
        /* a node's own edges to that side only */
        if (other < 0 || (item->node >= 0 && (step < 0) != (edge->to == item->node)))
            continue;
        sum += middle(&s->items[other]);
        n++;
    }
    item->weight = n ? sum / n : middle(item);
}

static int by_weight(const void *a, const void *b)
{
    const struct item *const *x = a, *const *y = b;
    if ((*x)->weight < (*y)->weight)
        return -1;
    return (*x)->weight > (*y)->weight ? 1 : *x < *y ? -1 : *x > *y;
}

/* One under the other, each as near to its neighbours as those above it leave room; then the layer
 * is moved up as far as it sank. */
static void order_layer(struct sheet *s, int layer, int step)
{
    struct item **of = NEWN(s->arena, struct item *, s->count);
    int n = 0, y = 0;
    double sunk = 0;
    for (int i = 0; i < s->count; i++)
        if (s->items[i].layer == layer) {
            if (step)
                weigh(s, &s->items[i], step);
            of[n++] = &s->items[i];
        }
    if (step)
        qsort(of, (size_t)n, sizeof(struct item *), by_weight);
    for (int i = 0; i < n; i++) {
        int wanted = step ? (int)of[i]->weight - of[i]->height / 2 : y;
        of[i]->y = larger(wanted, y);
        sunk += of[i]->y - wanted;
        y = of[i]->y + of[i]->height + row_gap;
    }
    int up = n && step ? (int)(sunk / n) : 0;
    for (int i = 0; i < n; i++) {
        of[i]->y -= up;
        if (of[i]->node >= 0)
            s->m->nodes[of[i]->node].order = i;
    }
}

static void order_all(struct sheet *s)
{
    int least = 0;
    for (int l = 0; l < s->m->layers; l++)
        order_layer(s, l, 0);
    for (int i = 0; i < sweeps; i++) {
        for (int l = 1; l < s->m->layers; l++)
            order_layer(s, l, -1);
        for (int l = s->m->layers - 2; l >= 0; l--)
            order_layer(s, l, 1);
    }
    for (int i = 0; i < s->count; i++)
        least = s->items[i].y < least ? s->items[i].y : least;
    for (int i = 0; i < s->count; i++)
        s->items[i].y += margin - least;
}

/* ---- the picture ------------------------------------------------------------------------------
 */

static int column_x(int layer)
{
    return margin + layer * (node_width + column_gap);
}

static void place_nodes(struct sheet *s)
{
    struct map_layout *m = s->m;
    for (int i = 0; i < m->node_count; i++) {
        struct map_node *n = &m->nodes[i];
        n->x = column_x(n->layer);
        n->y = s->items[i].y;
        n->width = node_width;
        n->height = s->items[i].height;
    }
    for (int i = 0; i < s->count; i++)
        m->height = larger(m->height, s->items[i].y + s->items[i].height + margin);
    m->width = column_x(m->layers - 1) + node_width + margin;
}

/* Which of a node's edges on that side is this, from above? By where the others end. */
static int port(const struct sheet *s, int edge, bool at_end)
{
    const struct map_edge *e = &s->m->edges[edge];
    int node = at_end ? e->to : e->from, before = 0;
    int layer = s->m->nodes[node].layer + (at_end ? -1 : 1);
    int mine = along(s, edge, layer);
    for (int i = 0; i < s->m->edge_count; i++) {
        const struct map_edge *o = &s->m->edges[i];
        if (i == edge || (at_end ? o->to : o->from) != node)
            continue;
        int other = along(s, i, layer);
        if (other < 0 || mine < 0)
            before += i < edge;
        else if (middle(&s->items[other]) != middle(&s->items[mine]))
            before += middle(&s->items[other]) < middle(&s->items[mine]);
        else
            before += i < edge;
    }
    return before;
}

static int port_y(const struct map_node *n, int nth, int count)
{
    return n->y + n->height / 2 + (2 * nth - count + 1) * port_pitch / 2;
}

static void draw_edge(struct sheet *s, int nth)
{
    struct map_edge *e = &s->m->edges[nth];
    const struct map_node *from = &s->m->nodes[e->from], *to = &s->m->nodes[e->to];
    int x = from->x + from->width, y = port_y(from, port(s, nth, false), from->outs);
    int end_x = to->x, end_y = port_y(to, port(s, nth, true), to->ins);
    struct buf b;
    buf_init(&b, s->arena, 4000);
    buf_addf(&b, "M %d %d", x, y);
    if (e->is_back) /* below everything, and back */
        buf_addf(&b, " C %d %d %d %d %d %d", x + 60, s->m->height, end_x - 60, s->m->height, end_x,
                 end_y);
    for (int l = from->layer + 1; !e->is_back && l <= to->layer; l++) {
        int item = along(s, nth, l);
        bool last = l == to->layer;
        int next_x = column_x(l), next_y = last ? end_y : (int)middle(&s->items[item]);
        int half = (next_x - x) / 2;
        buf_addf(&b, " C %d %d %d %d %d %d", x + half, y, next_x - half, next_y, next_x, next_y);
        x = next_x, y = next_y;
        if (!last) {
            x += node_width;
            buf_addf(&b, " L %d %d", x, y);
        }
    }
    e->path = buf_str(&b);
    e->label_x = end_x - 10;
    e->label_y = end_y - 3;
}

void map_lay_out(struct arena *a, struct map_layout *m)
{
    struct sheet s = {.arena = a, .m = m};
    m->nodes = NEWN(a, struct map_node, m->node_count);
    m->width = m->height = m->layers = 0;
    if (m->node_count == 0)
        return;
    find_layers(a, m);
    make_items(&s);
    order_all(&s);
    place_nodes(&s);
    for (int i = 0; i < m->edge_count; i++)
        draw_edge(&s, i);
}
