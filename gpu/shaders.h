#pragma once

#include <stdint.h>

/* The compiled shaders, as the build made them: const uint32_t shader_NAME[]. */

#include "gpu/add_gated.spv.h"
#include "gpu/attend.spv.h"
#include "gpu/attend_coop.spv.h"
#include "gpu/attend_join.spv.h"
#include "gpu/attend_plain.spv.h"
#include "gpu/candidates.spv.h"
#include "gpu/combine.spv.h"
#include "gpu/conv_shift.spv.h"
#include "gpu/conv_silu.spv.h"
#include "gpu/delta_net.spv.h"
#include "gpu/delta_prepare.spv.h"
#include "gpu/delta_step.spv.h"
#include "gpu/embed.spv.h"
#include "gpu/matmul.spv.h"
#include "gpu/matmul_coop.spv.h"
#include "gpu/matmul_plain.spv.h"
#include "gpu/matvec.spv.h"
#include "gpu/matvec_dot.spv.h"
#include "gpu/pack_half.spv.h"
#include "gpu/qk_rope.spv.h"
#include "gpu/read.spv.h"
#include "gpu/rms_norm.spv.h"
#include "gpu/route.spv.h"
#include "gpu/swiglu.spv.h"
