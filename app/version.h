#pragma once

/* Version, commit, compiler, kernels and libraries on standard output; returns an exit
 * code. */
int version_print(int json);
