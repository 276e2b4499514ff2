#version 450
#extension GL_GOOGLE_include_directive : require
#define PLAIN_UNITS
#include "matmul_coop.glsl"
