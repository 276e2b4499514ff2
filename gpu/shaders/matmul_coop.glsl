#include "common.glsl"
#include "units.glsl"
#include "weights.glsl"

/* y[t] (+)= W x[t] for many tokens on the device's matrix units: a workgroup makes ROWS rows
 * of up to 128 tokens in steps of 64 inputs, each of its subgroups 32 rows of 32 tokens:
 * more would take so many registers that too few threads are there to wait for memory. The
 * tokens go to subgroups by turns of 16, so that few are work for all. The weights are
 * unpacked to 16 bits into shared memory, x comes as 16 bits with a scale per row
 * (pack_half), sums are f32. What the next step needs is loaded while this one is
 * multiplied, and what lies past the last token is neither loaded nor multiplied. Affine
 * types alone. */
layout(constant_id = 5) const bool ADD = false;
layout(constant_id = 6) const bool INDIRECT = false;
layout(constant_id = 7) const bool WIDE = false; /* weights are aligned to 8 bytes */
layout(constant_id = 8) const uint ROWS = 64;    /* a quarter of THREADS */

const uint TOKS = 128;
const uint STEP = 64;             /* inputs */
const uint STRIDE = STEP / 8 + 1; /* of a row in shared memory, 8 halves each */
const uint PIECES = 2;            /* of 16 rows and of 16 tokens, of a subgroup */
const uint COLS = 4;              /* subgroups that share the tokens */
const uint PART = 16;             /* inputs of a row of weights that a thread unpacks */
const uint N_WORD = (PART * BITS + 31) / 32;
const uint FOURS = TOKS * STEP / 8 / THREADS; /* of x, for each thread */
const uint X_ROWS = THREADS / 8;

layout(push_constant) uniform Push {
    uint64_t data, scales, biases;
    Words4 x; /* halves */
    Floats x_scale;
    Floats y;
    Items items;
    Words rows;
    uint n_in, n_out, y_stride, x_div, n_tok;
} p;

/* The weights' also takes results, 16 x 16 of each subgroup. */
shared uvec4 w_tile[ROWS * STRIDE];
shared uvec4 x_tile[TOKS * STRIDE];
shared uint y_rows[TOKS];
shared float y_scale[TOKS];

uint words[N_WORD];
float scale, bias;
uvec4 x_next[FOURS];
uint x_at[FOURS];
unit_sum acc[PIECES * PIECES];

/* PART weights of a row from input k on. */
void load_weights(matrix w, uint row, uint k)
{
    bool inside = k < p.n_in;
    k = inside ? k : 0;
    uint at = (row * (p.n_in / UNIT) + k / UNIT) * BITS + k % UNIT * BITS / 32;
    if (WIDE && BITS % 4 == 0) {
        [[unroll]] for (uint i = 0; i < N_WORD / 2; i++) {
            uvec2 q = Words2(w.data).v[at / 2 + i];
            words[2 * i] = q.x;
            words[2 * i + 1] = q.y;
        }
    } else {
        [[unroll]] for (uint i = 0; i < N_WORD; i++)
            words[i] = w.data.v[at + i];
    }
    /* The second half of a unit of an odd width begins within a word. */
    if (BITS % 2 == 1 && k % UNIT != 0)
        [[unroll]] for (uint i = 0; i < N_WORD; i++)
            words[i] = words[i] >> 16 | (i + 1 < N_WORD ? words[min(i + 1, N_WORD - 1)] << 16 : 0);
    uint g = row * (p.n_in / GROUP) + k / GROUP;
    scale = inside ? scale_at(w.scales, g) : 0;
    bias = inside ? scale_at(w.biases, g + w.odd_biases) : 0;
}

/* Eight inputs of each of FOURS tokens; of 8 threads the 64 of one. */
void load_x(uint id, uint n_piece, uint k)
{
    uint in_at = k + id % 8 * 8;
    [[unroll]] for (uint i = 0; i < FOURS; i++)
        if (id / 8 + X_ROWS * i < n_piece * 16)
            x_next[i] = in_at < p.n_in ? p.x.v[x_at[i] + in_at / 8] : uvec4(0);
}

float value(uint e, float base)
{
    uint at = word_of(e);
    float part = fraction(e, words[at], words[min(at + 1, N_WORD - 1)]);
    return fma(scale * float(1u << BITS), part, base);
}

void store_step(uint id, uint n_piece)
{
    uint to = id / 4 * STRIDE + id % 4 * (PART / 8);
    float base = bias - scale * float(1u << BITS);
    [[unroll]] for (uint i = 0; i < PART / 8; i++) {
        uvec4 eight;
        [[unroll]] for (uint j = 0; j < 4; j++)
            eight[j] = packHalf2x16(
                vec2(value(8 * i + 2 * j, base), value(8 * i + 2 * j + 1, base)));
        w_tile[to + i] = eight;
    }
    [[unroll]] for (uint i = 0; i < FOURS; i++)
        if (id / 8 + X_ROWS * i < n_piece * 16)
            x_tile[(id / 8 + X_ROWS * i) * STRIDE + id % 8] = x_next[i];
}

/* The step that lies in shared memory, with n of this subgroup's pieces of tokens. */
void multiply(uint w_at, uint t_at, const uint n)
{
    UNIT_LOOP for (uint i = 0; i < STEP / 16; i++) {
        unit_a a[PIECES];
        unit_b b[PIECES];
        UNIT_LOOP for (uint r = 0; r < PIECES; r++)
            UNIT_LOAD_A(a[r], w_tile, w_at + 16 * r * STRIDE + 2 * i, STRIDE);
        UNIT_LOOP for (uint t = 0; t < PIECES; t++)
            if (t < n) {
                UNIT_LOAD_B(b[t], x_tile, t_at + 16 * COLS * t * STRIDE + 2 * i, STRIDE);
            }
        UNIT_LOOP for (uint t = 0; t < PIECES; t++)
            if (t < n)
                UNIT_LOOP for (uint r = 0; r < PIECES; r++) {
                    UNIT_MULTIPLY(a[r], b[t], acc[r * PIECES + t]);
                }
    }
}

/* One piece of 16 rows and 16 tokens to where it belongs. */
void store_piece(uint row0, uint tok0, uint n, uint from)
{
    for (uint i = unit_lane(); i < 256; i += UNIT_LANES) {
        uint row = row0 + i % 16;
        uint tok = tok0 + i / 16;
        if (tok >= n || row >= p.n_out)
            continue;
        uint at = y_rows[tok] * p.y_stride + row;
        float y = uintBitsToFloat(w_tile[from + i / 4][i % 4]) * y_scale[tok];
        p.y.v[at] = ADD ? p.y.v[at] + y : y;
    }
}

void main()
{
    uint id = thread_id();
    uint64_t record = 0;
    uint first = gl_WorkGroupID.y * TOKS;
    uint n = min(TOKS, p.n_tok - first);
    if (INDIRECT) {
        item it = p.items.v[gl_WorkGroupID.y];
        record = it.record;
        first = it.first;
        n = it.n;
    }
    for (uint i = id; i < TOKS; i += THREADS) {
        uint row = first + min(i, n - 1);
        row = INDIRECT ? p.rows.v[row] : row;
        y_rows[i] = row;
        y_scale[i] = p.x_scale.v[row / (INDIRECT ? p.x_div : 1)];
    }
    matrix w = matrix_at(record, p.data, p.scales, p.biases);
    uint row0 = gl_WorkGroupID.x * ROWS;
    barrier();

    UNIT_LOOP for (uint i = 0; i < PIECES * PIECES; i++)
        UNIT_ZERO(acc[i]);
    uint n_piece = (n + 15) / 16;
    uint w_row = min(row0 + id / 4, p.n_out - 1);
    uint w_in = id % 4 * PART;
    [[unroll]] for (uint i = 0; i < FOURS; i++)
        x_at[i] = y_rows[id / 8 + X_ROWS * i] / (INDIRECT ? p.x_div : 1) * (p.n_in / 8);
    uint my_row = unit_id() / COLS * 32;
    uint my_tok = unit_id() % COLS * 16;
    uint mine = (n_piece + COLS - 1 - unit_id() % COLS) / COLS; /* pieces of tokens */
    load_weights(w, w_row, w_in);
    load_x(id, n_piece, 0);
    for (uint k = 0; k < p.n_in; k += STEP) {
        store_step(id, n_piece);
        barrier();
        load_weights(w, w_row, k + STEP + w_in);
        load_x(id, n_piece, k + STEP);
        if (mine == 2)
            multiply(my_row * STRIDE, my_tok * STRIDE, 2);
        else if (mine == 1)
            multiply(my_row * STRIDE, my_tok * STRIDE, 1);
        barrier();
    }
    uint from = unit_id() * 64;
    UNIT_LOOP for (uint i = 0; i < PIECES * PIECES; i++) {
        UNIT_STORE_COLS(acc[i], w_tile, from, 4);
        UNIT_BARRIER();
        store_piece(row0 + my_row + i / PIECES * 16, my_tok + i % PIECES * 16 * COLS, n, from);
        UNIT_BARRIER();
    }
}
