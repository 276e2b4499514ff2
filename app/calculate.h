#pragma once

#include <stdbool.h>

struct error;

/* Arithmetic for the calculate tool: + - * / % ^ (also **), parentheses, unary signs,
 * decimal numbers with exponent, the constants pi and e, and the functions sqrt abs round
 * floor ceil ln log10 log2 exp sin cos tan min max. Percent is the remainder with the sign
 * of the dividend. Whole numbers stay exact up to 2^63 for + - * and ^ and are printed in
 * full; other results have up to 10 significant digits. Returns owned text; NULL + err
 * (place and cause) for broken syntax, division by zero, results that are no finite
 * number, more than 1000 characters or 100 levels of nesting. Thread-safe. */
char *calculate(const char *expression, struct error *err);
