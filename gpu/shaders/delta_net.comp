#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* The gated delta rule, all tokens of a chunk one after the other:
 *   S = decay S; S += beta (v - S k) k^T; o = S q
 * LANES threads hold one row of S in registers from the first token to the last. What a few
 * tokens need lies in shared memory, and that of the next few is under way. The sums of o,
 * for which no later token waits, are made for those tokens together: each lane ends with
 * that of another token, at an eighth of the exchanges. */
layout(constant_id = 2) const uint K_DIM = 64;
layout(constant_id = 3) const bool WIDE = false; /* queries and keys by 16 bytes */

layout(push_constant) uniform Push {
    Floats state; /* [n_v_head][v_dim][K_DIM] */
    Floats qkv;   /* [n_tok][stride]: queries, keys, values */
    Floats beta;
    Floats decay; /* [n_tok][n_v_head] */
    Floats o;     /* [n_tok][n_v_head][v_dim] */
    uint n_tok, stride, n_k_head, n_v_head, v_dim;
} p;

const uint ROWS = THREADS / LANES;
const uint FOURS = (K_DIM + 3) / 4; /* of a query or a key */
const uint PART = (FOURS + LANES - 1) / LANES;
/* In 16 KiB, if they fit. */
const uint TOKS = LANES * (8 * FOURS + ROWS + 2) <= 4096 ? LANES : 1;
const uint LOADS = (TOKS * 2 * FOURS + THREADS - 1) / THREADS;

shared vec4 query_key[TOKS * 2 * FOURS];
shared float value[TOKS * ROWS];
shared float gate[TOKS * 2]; /* beta, decay */

vec4 next_fours[LOADS];
float next_value, next_gate;

/* Four elements from d on of a query or key that begins at `at`; 0 past the last. */
vec4 four_of(uint at, uint d)
{
    if (WIDE)
        return Vec4s(uint64_t(p.qkv)).v[(at + d) / 4];
    vec4 x = vec4(0);
    [[unroll]] for (uint j = 0; j < 4; j++)
        if (d + j < K_DIM)
            x[j] = p.qkv.v[at + d + j];
    return x;
}

/* Past the last token what leaves the state as it is. */
void fetch(uint id, uint first, uint v_head, uint row0)
{
    uint k_head = v_head / (p.n_v_head / p.n_k_head);
    [[unroll]] for (uint i = 0; i < LOADS; i++) {
        uint four = id + i * THREADS;
        uint t = first + four / (2 * FOURS);
        uint r = four % (2 * FOURS);
        uint at = t * p.stride + (k_head + (r < FOURS ? 0 : p.n_k_head)) * K_DIM;
        next_fours[i] = t < p.n_tok ? four_of(at, r % FOURS * 4) : vec4(0);
    }
    uint t = first + id / ROWS;
    uint v_at = 2 * p.n_k_head * K_DIM + v_head * p.v_dim + min(row0 + id % ROWS, p.v_dim - 1);
    next_value = t < p.n_tok ? p.qkv.v[t * p.stride + v_at] : 0;
    t = first + id / 2;
    next_gate = id % 2;
    if (id < 2 * TOKS && t < p.n_tok)
        next_gate = id % 2 == 0 ? p.beta.v[t * p.n_v_head + v_head]
                                : p.decay.v[t * p.n_v_head + v_head];
}

void stage(uint id)
{
    [[unroll]] for (uint i = 0; i < LOADS; i++)
        if (id + i * THREADS < TOKS * 2 * FOURS)
            query_key[id + i * THREADS] = next_fours[i];
    if (id < TOKS * ROWS)
        value[id] = next_value;
    if (id < TOKS * 2)
        gate[id] = next_gate;
}

void main()
{
    uint id = thread_id();
    uint lane = id % LANES;
    uint row0 = gl_WorkGroupID.x * ROWS;
    uint row = row0 + id / LANES;
    uint v_head = gl_WorkGroupID.y;
    bool mine = row < p.v_dim;
    uint s_at = (v_head * p.v_dim + min(row, p.v_dim - 1)) * K_DIM;

    vec4 s[PART];
    [[unroll]] for (uint i = 0; i < PART; i++)
        [[unroll]] for (uint j = 0; j < 4; j++) {
            uint d = (lane + i * LANES) * 4 + j;
            s[i][j] = d < K_DIM ? p.state.v[s_at + d] : 0;
        }
    fetch(id, 0, v_head, row0);
    for (uint first = 0; first < p.n_tok; first += TOKS) {
        barrier();
        stage(id);
        barrier();
        fetch(id, first + TOKS, v_head, row0);
        float o[TOKS];
        [[unroll]] for (uint t = 0; t < TOKS; t++) {
            vec4 q[PART];
            vec4 k[PART];
            [[unroll]] for (uint i = 0; i < PART; i++) {
                uint at = t * 2 * FOURS + min(lane + i * LANES, FOURS - 1);
                bool inside = lane + i * LANES < FOURS;
                q[i] = inside ? query_key[at] : vec4(0);
                k[i] = inside ? query_key[at + FOURS] : vec4(0);
            }
            vec4 known = vec4(0);
            [[unroll]] for (uint i = 0; i < PART; i++)
                known = fma(s[i], k[i], known);
            float beta = gate[2 * t];
            float decay = gate[2 * t + 1];
            float sum = lane_sum((known.x + known.y) + (known.z + known.w));
            float delta = beta * (value[t * ROWS + id / LANES] - decay * sum);
            vec4 out4 = vec4(0);
            [[unroll]] for (uint i = 0; i < PART; i++) {
                s[i] = fma(vec4(delta), k[i], s[i] * decay);
                out4 = fma(s[i], q[i], out4);
            }
            o[t] = (out4.x + out4.y) + (out4.z + out4.w);
        }
        /* Of each pair of tokens a lane keeps one and gives the other away. */
        if (TOKS == LANES) {
            [[unroll]] for (uint step = LANES / 2; step > 0; step /= 2)
                [[unroll]] for (uint i = 0; i < step; i++) {
                    uint other = min(i + step, TOKS - 1);
                    bool upper = (lane & step) != 0;
                    float away = subgroupShuffleXor(upper ? o[i] : o[other], step);
                    o[i] = (upper ? o[other] : o[i]) + away;
                }
        } else {
            o[0] = lane_sum(o[0]);
        }
        uint t = first + lane;
        if (mine && lane < TOKS && t < p.n_tok)
            p.o.v[(t * p.n_v_head + v_head) * p.v_dim + row] = o[0];
    }
    [[unroll]] for (uint i = 0; i < PART; i++)
        [[unroll]] for (uint j = 0; j < 4; j++) {
            uint d = (lane + i * LANES) * 4 + j;
            if (mine && d < K_DIM)
                p.state.v[s_at + d] = s[i][j];
        }
}
