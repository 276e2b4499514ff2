#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How numbers of a weight are stored. The Q types are affine: w = scale * q + bias with q
 * unsigned, one scale and one bias of 16 bits per group of `group` inputs; q values form a
 * little-endian bit stream per row, first element in the lowest bits. */
enum dtype {
    DTYPE_F32,
    DTYPE_F16,
    DTYPE_BF16,
    DTYPE_Q2,
    DTYPE_Q3,
    DTYPE_Q4,
    DTYPE_Q5,
    DTYPE_Q6,
    DTYPE_Q8,
    N_DTYPE,
};

/* How the scales and biases of the Q types are stored. Sizes and places are the same. */
enum scale_type {
    SCALE_BF16, /* unless something says otherwise */
    SCALE_F16,
    N_SCALE_TYPE,
};

/* A weight matrix w[n_out][n_in], row-major; y = W x. A view: everything is borrowed from
 * the mapped pack or from an expert record, and read-only. */
struct matrix {
    enum dtype type;
    int group; /* inputs per scale: 32, 64 or 128; 0 for the float types */
    int n_out;
    int n_in;
    const void *data;           /* [n_out] rows of matrix_row_bytes() */
    const uint16_t *scales;     /* [n_out][n_in / group], NULL for the float types */
    const uint16_t *biases;     /* likewise */
    enum scale_type scale_type; /* of both; SCALE_BF16 for the float types */
};

bool dtype_is_affine(enum dtype type);
int dtype_bits(enum dtype type);         /* bits of one stored value */
const char *dtype_name(enum dtype type); /* "f32" "f16" "bf16" "q2" ... */
bool dtype_from_name(const char *name, enum dtype *out);
const char *scale_type_name(enum scale_type type); /* "bf16" "f16" */
bool scale_type_from_name(const char *name, enum scale_type *out);

/* Bytes of one row of weights (without scales and biases), and of a whole matrix with
 * them. n_in must be a multiple of 32 for the Q types and of `group`. A matrix that no
 * size_t can count gives SIZE_MAX, which no file is long enough for. */
size_t dtype_row_bytes(enum dtype type, int n_in);
size_t matrix_bytes(enum dtype type, int group, int n_out, int n_in);

float bf16_to_f32(uint16_t h);
uint16_t f32_to_bf16(float x); /* round to nearest even; NaN stays NaN */
float f16_to_f32(uint16_t h);
uint16_t f32_to_f16(float x);
float scale_to_f32(enum scale_type type, uint16_t h);

/* One row as f32, exact: out[n_in]. */
void matrix_dequant_row(const struct matrix *w, int row, float *out);

/* Part of a row: inputs first <= i < first + n as f32, out[n]. */
void matrix_dequant_span(const struct matrix *w, int row, int first, int n, float *out);

/* The stored q of part of a row of a Q type, without scale and bias: q[n]. */
void matrix_unpack_span(const struct matrix *w, int row, int first, int n, uint8_t *q);
