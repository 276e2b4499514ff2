#include "core/measure/residency.h"

#include <math.h>

enum {
    STEPS = 200, /* of bisection: to the last bit from any interval */
};

static double above(double value, double threshold)
{
    return erfc((threshold - value) / (RESIDENCY_NOISE * sqrt(2))) / 2;
}

static double sum_above(const double *value, int n, double threshold)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += above(value[i], threshold);
    return sum;
}

void residency_chances(double zipf, int n, int k, double *use)
{
    for (int i = 0; i < n; i++)
        use[i] = zipf > 0 ? -zipf * log(i + 1) : 0;
    if (k >= n) {
        for (int i = 0; i < n; i++)
            use[i] = 1;
        return;
    }
    /* At either end all of them or none are above: no value is beyond 40 deviations. */
    double high = 40 * RESIDENCY_NOISE, low = use[n - 1] - high;
    for (int step = 0; step < STEPS; step++) {
        double mid = (low + high) / 2;
        if (sum_above(use, n, mid) < k)
            high = mid;
        else
            low = mid;
    }
    for (int i = 0; i < n; i++)
        use[i] = above(use[i], low);
}

/* That n_tok tokens leave it out: (1 - p)^n_tok. */
static double unused(double p, double n_tok)
{
    return p >= 1 ? (n_tok > 0 ? 0 : 1) : exp(n_tok * log1p(-p));
}

double residency_distinct(const double *use, int n, double n_tok)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += 1 - unused(use[i], n_tok);
    return sum;
}

double residency_hit(const double *use, const double *keep, int n, double n_tok)
{
    double read = 0, found = 0;
    for (int i = 0; i < n; i++) {
        double p = 1 - unused(use[i], n_tok);
        read += p;
        found += p * keep[i];
    }
    return read > 0 ? found / read : 0;
}
