#include "core/measure/residency.h"

#include <math.h>

static const double MAX_WINDOW = 1e12; /* tokens */

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

static double fill(const double *use, int n, double window, double admit, double *keep)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        double gone = unused(use[i], window), found = admit * (1 - gone);
        keep[i] = found > 0 ? found / (gone + found) : 0;
        sum += keep[i];
    }
    return sum;
}

void residency_kept(const double *use, int n, double capacity, double admit, double *keep)
{
    double low = 0, high = 1;
    if (capacity >= n || capacity <= 0) {
        for (int i = 0; i < n; i++)
            keep[i] = capacity > 0;
        return;
    }
    while (fill(use, n, high, admit, keep) < capacity && high < MAX_WINDOW)
        high *= 2;
    for (int step = 0; step < STEPS; step++) {
        double mid = (low + high) / 2;
        if (fill(use, n, mid, admit, keep) < capacity)
            low = mid;
        else
            high = mid;
    }
    fill(use, n, high, admit, keep);
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
