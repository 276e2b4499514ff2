#include "core/infer/backend.h"

#include <assert.h>

void backend_check(const struct backend *b)
{
    const struct backend_ops *ops = b->ops;
    assert(ops->destroy && ops->embed && ops->attention && ops->delta_net);
    assert(ops->route && ops->routing && ops->shared_expert && ops->experts);
    assert(ops->combine && ops->head && ops->submit && ops->wait);
    assert(ops->state_reset && ops->state_save && ops->state_load);
    assert(ops->kv_save && ops->kv_load);
    assert(!ops->candidates == !ops->logits && (!ops->candidates || ops->token));
    assert(b->caps.name && b->caps.kernel);
    (void)ops;
}
