/* Softmax over TOP_OF experts of one token, and then one after the other the likeliest: ties
 * to the lower id, what is no number below everything. The whole workgroup takes part. */

const uint TOP_PART = (TOP_OF + THREADS - 1) / THREADS;
const uint NOBODY = 0xffffffffu;

shared float best_p[THREADS / 4];
shared uint best_id[THREADS / 4];

float top_x[TOP_PART];

void top_begin(Floats logits, uint at)
{
    uint id = thread_id();
    float largest = LOWEST;
    for (uint i = 0; i < TOP_PART; i++) {
        uint e = id + i * THREADS;
        top_x[i] = e < TOP_OF ? logits.v[at + e] : LOWEST;
        largest = max(largest, isnan(top_x[i]) ? LOWEST : top_x[i]);
    }
    largest = group_max(largest);
    float sum = 0;
    for (uint i = 0; i < TOP_PART; i++) {
        bool real = id + i * THREADS < TOP_OF;
        top_x[i] = real ? exp(top_x[i] - largest) : 0;
        sum += top_x[i];
    }
    float inverse = 1 / group_sum(sum);
    for (uint i = 0; i < TOP_PART; i++)
        top_x[i] = isnan(top_x[i] * inverse) ? -1 : top_x[i] * inverse;
}

/* The next expert and its probability. */
uint top_next(out float probability)
{
    uint id = thread_id();
    float mine = -3;
    uint who = NOBODY;
    for (uint i = 0; i < TOP_PART; i++)
        if (id + i * THREADS < TOP_OF && top_x[i] > mine) {
            mine = top_x[i];
            who = id + i * THREADS;
        }
    float most = subgroupMax(mine);
    uint first = subgroupMin(mine == most ? who : NOBODY);
    barrier();
    if (subgroupElect()) {
        best_p[gl_SubgroupID] = most;
        best_id[gl_SubgroupID] = first;
    }
    barrier();
    most = best_p[0];
    first = best_id[0];
    for (uint i = 1; i < gl_NumSubgroups; i++)
        if (best_p[i] > most || (best_p[i] == most && best_id[i] < first)) {
            most = best_p[i];
            first = best_id[i];
        }
    for (uint i = 0; i < TOP_PART; i++)
        if (first == id + i * THREADS)
            top_x[i] = -2; /* taken */
    probability = most;
    return first;
}
