#include "app/calculate.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"

/* Recursive descent over one line. A value is an exact 64-bit integer as long as the
 * operations keep it one, otherwise a double.
 *
 *   sum     = product { (+|-) product }
 *   product = unary { (*|/|%) unary }
 *   unary   = { + | - } power
 *   power   = atom [ (^|**) unary ]          right-associative; -2^2 is -4
 *   atom    = number | constant | function ( sum {, sum} ) | ( sum )
 */

enum {
    MAX_LEN = 1000,
    MAX_DEPTH = 100,
};

struct value {
    bool exact;
    int64_t i;
    double d; /* always set */
};

struct parser {
    const char *text, *at;
    int depth;
    struct error *err;
    bool failed;
};

static struct value from_double(double d)
{
    return (struct value){.d = d};
}

static struct value from_int(int64_t i)
{
    return (struct value){.exact = true, .i = i, .d = (double)i};
}

static struct value fail(struct parser *p, const char *why)
{
    if (!p->failed)
        err_set(p->err, 0, "%s at character %td of '%s'", why, p->at - p->text + 1,
                p->text);
    p->failed = true;
    return from_int(0);
}

static struct value fail_result(struct parser *p, const char *why)
{
    if (!p->failed)
        err_set(p->err, 0, "%s in '%s'", why, p->text);
    p->failed = true;
    return from_int(0);
}

static void skip_space(struct parser *p)
{
    while (*p->at == ' ' || *p->at == '\t')
        p->at++;
}

static bool take(struct parser *p, const char *token)
{
    skip_space(p);
    size_t n = strlen(token);
    if (strncmp(p->at, token, n) != 0)
        return false;
    p->at += n;
    return true;
}

static struct value parse_sum(struct parser *p);
static struct value parse_unary(struct parser *p);

static struct value finite_or_fail(struct parser *p, double d)
{
    return isfinite(d) ? from_double(d)
                       : fail_result(p, "the result is no finite number");
}

static struct value parse_number(struct parser *p)
{
    const char *start = p->at;
    bool whole = true;
    while (isdigit((unsigned char)*p->at))
        p->at++;
    size_t n_digits = (size_t)(p->at - start);
    if (*p->at == '.') {
        whole = false;
        p->at++;
        while (isdigit((unsigned char)*p->at)) {
            p->at++;
            n_digits++;
        }
    }
    if (n_digits == 0)
        return fail(p, "a number is expected");
    if (*p->at == 'e' || *p->at == 'E') {
        const char *q = p->at + 1;
        q += *q == '+' || *q == '-';
        if (isdigit((unsigned char)*q)) {
            whole = false;
            while (isdigit((unsigned char)*q))
                q++;
            p->at = q;
        }
    }

    char *digits = xstrndup(start, (size_t)(p->at - start));
    struct value v = from_double(strtod(digits, NULL));
    if (whole && n_digits <= 18)
        v = from_int(strtoll(digits, NULL, 10));
    free(digits);
    return isfinite(v.d) ? v : fail(p, "the number is too large");
}

static struct value apply_function(struct parser *p, const char *name, struct value *args,
                                   int n)
{
    static const struct {
        const char *name;
        double (*fn)(double);
    } plain[] = {{"sqrt", sqrt}, {"abs", fabs}, {"round", round}, {"floor", floor},
                 {"ceil", ceil}, {"ln", log},   {"log10", log10}, {"log2", log2},
                 {"exp", exp},   {"sin", sin},  {"cos", cos},     {"tan", tan}};
    if (strcmp(name, "min") == 0 || strcmp(name, "max") == 0) {
        struct value best = args[0];
        for (int i = 1; i < n; i++)
            if ((strcmp(name, "min") == 0) == (args[i].d < best.d))
                best = args[i];
        return best;
    }
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        if (strcmp(name, plain[i].name) != 0)
            continue;
        if (n != 1)
            return fail(p, "one argument is expected");
        double d = plain[i].fn(args[0].d);
        struct value v = finite_or_fail(p, d);
        if (v.d == rint(v.d) && fabs(v.d) < 9007199254740992.0)
            return from_int((int64_t)v.d);
        return v;
    }
    return fail(p, "unknown function");
}

static struct value parse_word(struct parser *p)
{
    enum {
        MAX_ARGS = 16
    };
    char name[16];
    size_t n = 0;
    const char *start = p->at;
    while (isalnum((unsigned char)p->at[n]) && n < sizeof(name) - 1) {
        name[n] = p->at[n];
        n++;
    }
    name[n] = '\0';
    p->at += n;

    if (!take(p, "(")) {
        if (strcmp(name, "pi") == 0)
            return from_double(M_PI);
        if (strcmp(name, "e") == 0)
            return from_double(M_E);
        p->at = start;
        return fail(p, "a number is expected");
    }
    struct value args[MAX_ARGS];
    int n_args = 0;
    do {
        if (n_args == MAX_ARGS)
            return fail(p, "too many arguments");
        args[n_args++] = parse_sum(p);
    } while (!p->failed && take(p, ","));
    if (p->failed)
        return from_int(0);
    if (!take(p, ")"))
        return fail(p, "')' is missing");
    return apply_function(p, name, args, n_args);
}

static struct value parse_atom(struct parser *p)
{
    skip_space(p);
    if (take(p, "(")) {
        struct value v = parse_sum(p);
        if (!p->failed && !take(p, ")"))
            return fail(p, "')' is missing");
        return v;
    }
    if (isalpha((unsigned char)*p->at))
        return parse_word(p);
    return parse_number(p);
}

static struct value power(struct parser *p, struct value a, struct value b)
{
    if (a.exact && b.exact && b.i >= 0 && b.i < 64) {
        int64_t r = 1;
        bool over = false;
        for (int64_t k = 0; k < b.i && !over; k++)
            over = __builtin_mul_overflow(r, a.i, &r);
        if (!over)
            return from_int(r);
    }
    if (a.d == 0 && b.d < 0)
        return fail_result(p, "division by zero");
    return finite_or_fail(p, pow(a.d, b.d));
}

static struct value parse_power(struct parser *p)
{
    struct value v = parse_atom(p);
    if (!p->failed && (take(p, "**") || take(p, "^")))
        v = power(p, v, parse_unary(p));
    return v;
}

static struct value negate(struct value v)
{
    int64_t i;
    if (v.exact && !__builtin_sub_overflow((int64_t)0, v.i, &i))
        return from_int(i);
    return from_double(-v.d);
}

/* Every way to nest passes through here, so this is where depth is counted. */
static struct value parse_unary(struct parser *p)
{
    if (++p->depth > MAX_DEPTH)
        return fail(p, "nested too deeply");
    bool minus = false;
    for (;;) {
        if (take(p, "-"))
            minus = !minus;
        else if (!take(p, "+"))
            break;
    }
    struct value v = parse_power(p);
    p->depth--;
    return minus ? negate(v) : v;
}

static struct value divide(struct parser *p, struct value a, struct value b)
{
    if (b.d == 0 || (b.exact && b.i == 0))
        return fail_result(p, "division by zero");
    if (a.exact && b.exact && b.i != -1 && a.i % b.i == 0)
        return from_int(a.i / b.i);
    return finite_or_fail(p, a.d / b.d);
}

static struct value remainder_of(struct parser *p, struct value a, struct value b)
{
    if (b.d == 0 || (b.exact && b.i == 0))
        return fail_result(p, "division by zero");
    if (a.exact && b.exact)
        return from_int(b.i == -1 ? 0 : a.i % b.i);
    return finite_or_fail(p, fmod(a.d, b.d));
}

static struct value parse_product(struct parser *p)
{
    struct value v = parse_unary(p);
    while (!p->failed) {
        int64_t i;
        if (take(p, "*")) {
            struct value b = parse_unary(p);
            v = v.exact && b.exact && !__builtin_mul_overflow(v.i, b.i, &i)
                    ? from_int(i)
                    : finite_or_fail(p, v.d * b.d);
        } else if (take(p, "/")) {
            v = divide(p, v, parse_unary(p));
        } else if (take(p, "%")) {
            v = remainder_of(p, v, parse_unary(p));
        } else {
            break;
        }
    }
    return v;
}

static struct value parse_sum(struct parser *p)
{
    struct value v = parse_product(p);
    while (!p->failed) {
        int64_t i;
        bool minus = take(p, "-");
        if (!minus && !take(p, "+"))
            break;
        struct value b = parse_product(p);
        bool over = !v.exact || !b.exact ||
                    (minus ? __builtin_sub_overflow(v.i, b.i, &i)
                           : __builtin_add_overflow(v.i, b.i, &i));
        v = over ? finite_or_fail(p, minus ? v.d - b.d : v.d + b.d) : from_int(i);
    }
    return v;
}

char *calculate(const char *expression, struct error *err)
{
    if (strnlen(expression, MAX_LEN + 1) > MAX_LEN) {
        err_set(err, 0, "the expression has more than %d characters", MAX_LEN);
        return NULL;
    }
    struct parser p = {.text = expression, .at = expression, .err = err};
    struct value v = parse_sum(&p);
    skip_space(&p);
    if (!p.failed && *p.at)
        fail(&p, "an operator is expected");
    if (p.failed)
        return NULL;
    if (v.exact)
        return xasprintf("%" PRId64, v.i);
    return xasprintf("%.10g", v.d == 0 ? 0.0 : v.d);
}
