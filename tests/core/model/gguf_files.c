#include "tests/core/model/gguf_files.h"

#include <string.h>

#include "core/base/alloc.h"
#include "tests/core/model/model_files.h"

enum {
    ALIGNMENT = 32
};

/* This machine is little-endian, as the files are. */
static void put32(struct strbuf *b, uint32_t x)
{
    strbuf_add(b, &x, sizeof(x));
}

static void put64(struct strbuf *b, uint64_t x)
{
    strbuf_add(b, &x, sizeof(x));
}

static void put_text(struct strbuf *b, const char *s)
{
    put64(b, strlen(s));
    strbuf_adds(b, s);
}

static void pad(struct strbuf *b)
{
    while (b->len % ALIGNMENT)
        strbuf_addc(b, 0);
}

static void add_key(struct gguf_maker *m, const char *key, uint32_t type)
{
    put_text(&m->keys, key);
    put32(&m->keys, type);
    m->n_keys++;
}

void gguf_add_u32(struct gguf_maker *m, const char *key, uint32_t x)
{
    add_key(m, key, 4);
    put32(&m->keys, x);
}

void gguf_add_i64(struct gguf_maker *m, const char *key, int64_t x)
{
    add_key(m, key, 11);
    strbuf_add(&m->keys, &x, sizeof(x));
}

void gguf_add_f32(struct gguf_maker *m, const char *key, float x)
{
    add_key(m, key, 6);
    strbuf_add(&m->keys, &x, sizeof(x));
}

void gguf_add_bool(struct gguf_maker *m, const char *key, int x)
{
    add_key(m, key, 7);
    strbuf_addc(&m->keys, (char)x);
}

void gguf_add_text(struct gguf_maker *m, const char *key, const char *text)
{
    add_key(m, key, 8);
    put_text(&m->keys, text);
}

static void add_array(struct gguf_maker *m, const char *key, uint32_t type, size_t n)
{
    add_key(m, key, 9);
    put32(&m->keys, type);
    put64(&m->keys, n);
}

void gguf_add_texts(struct gguf_maker *m, const char *key, const char *const *text,
                    size_t n)
{
    add_array(m, key, 8, n);
    for (size_t i = 0; i < n; i++)
        put_text(&m->keys, text[i]);
}

void gguf_add_i32s(struct gguf_maker *m, const char *key, const int32_t *x, size_t n)
{
    add_array(m, key, 5, n);
    strbuf_add(&m->keys, x, n * sizeof(*x));
}

void gguf_add_tensor(struct gguf_maker *m, const char *name, uint32_t type, int rank,
                     const uint64_t *ne, const void *bytes, size_t len)
{
    put_text(&m->tensors, name);
    put32(&m->tensors, (uint32_t)rank);
    strbuf_add(&m->tensors, ne, (size_t)rank * sizeof(*ne));
    put32(&m->tensors, type);
    put64(&m->tensors, m->data.len + m->add_offset);
    m->add_offset = 0;
    strbuf_add(&m->data, bytes, len);
    pad(&m->data);
    m->n_tensors++;
}

void gguf_make(struct gguf_maker *m, const char *dir, const char *name)
{
    struct strbuf b = {0};
    strbuf_adds(&b, "GGUF");
    put32(&b, m->version ? m->version : 3);
    put64(&b, m->say_tensors ? m->say_tensors : m->n_tensors);
    put64(&b, m->say_keys ? m->say_keys : m->n_keys);
    if (m->keys.len)
        strbuf_add(&b, m->keys.data, m->keys.len);
    if (m->tensors.len)
        strbuf_add(&b, m->tensors.data, m->tensors.len);
    pad(&b);
    if (m->data.len)
        strbuf_add(&b, m->data.data, m->data.len);
    put_file(dir, name, b.data, b.len - m->cut);
    strbuf_finish(&b);
    strbuf_finish(&m->keys);
    strbuf_finish(&m->tensors);
    strbuf_finish(&m->data);
    *m = (struct gguf_maker){0};
}
