#include "core/measure/residency.h"

#include <math.h>

enum {
    STEPS = 200, /* of bisection: to the last bit from any interval */
};

static double sum_of_chances(const double *weight, int n, double c)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += -expm1(-c * weight[i]);
    return sum;
}

void residency_chances(double zipf, int n, int k, double *use)
{
    for (int i = 0; i < n; i++)
        use[i] = zipf > 0 ? pow(i + 1, -zipf) : 1;
    if (k >= n) {
        for (int i = 0; i < n; i++)
            use[i] = 1;
        return;
    }
    double low = 0, high = 1;
    while (sum_of_chances(use, n, high) < k)
        high *= 2;
    for (int step = 0; step < STEPS; step++) {
        double mid = (low + high) / 2;
        if (sum_of_chances(use, n, mid) < k)
            low = mid;
        else
            high = mid;
    }
    for (int i = 0; i < n; i++)
        use[i] = -expm1(-high * use[i]);
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

double residency_window(const double *use, int n, double capacity)
{
    double low = 0, high = 1;
    if (capacity <= 0)
        return 0;
    if (capacity >= n)
        return INFINITY;
    while (residency_distinct(use, n, high) < capacity) {
        high *= 2;
        if (!(high < 1e12))
            return INFINITY;
    }
    for (int step = 0; step < STEPS; step++) {
        double mid = (low + high) / 2;
        if (residency_distinct(use, n, mid) < capacity)
            low = mid;
        else
            high = mid;
    }
    return high;
}

double residency_hit(const double *use, int n, double n_tok, double capacity)
{
    double window = residency_window(use, n, capacity);
    if (isinf(window))
        return 1;
    if (n_tok > 1)
        window = floor(window / n_tok) * n_tok;
    double read = 0, found = 0;
    for (int i = 0; i < n; i++) {
        double p = 1 - unused(use[i], n_tok);
        read += p;
        found += p * (1 - unused(use[i], window));
    }
    return read > 0 ? found / read : 0;
}
