"""Muon for the matrices, AdamW for the rest.

Muon (Keller Jordan, 2024): the momentum of a matrix is replaced by the nearest orthogonal one, so that rare
directions - here: rare words - are learned as fast as common ones. Each expert is a matrix of its own.
"""
import torch

import plain

ADAM_NAMES = ("embed_tokens", "norm", "mlp.gate.", "shared_expert_gate", "conv1d", "dt_bias", "A_log",
              "in_proj_a", "in_proj_b")


def orthogonal(g):
    """Newton-Schulz iteration of the sign function of a stack of matrices [N, R, C], quintic with Jordan's
    coefficients; in bfloat16, as only the direction matters."""
    x = g.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.transpose(-1, -2)
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        a = x @ x.transpose(-1, -2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.transpose(-1, -2) if tall else x


class Muon(torch.optim.Optimizer):
    def __init__(self, params, lr=0.02, momentum=0.95, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            # matrices of one shape go through the iteration together
            shapes = {}
            for p in group["params"]:
                m = self.state[p].setdefault("momentum", torch.zeros_like(p))
                m.lerp_(p.grad, 1 - group["momentum"])
                step = p.grad.lerp(m, group["momentum"])
                shapes.setdefault(p.shape[-2:], []).append((p, step.reshape(-1, *p.shape[-2:])))
            for (rows, columns), items in shapes.items():
                update = _orthogonal(torch.cat([s for _, s in items])).float()
                update *= 0.2 * max(rows, columns) ** 0.5  # the root mean square of Adam's steps
                for (p, s), u in zip(items, update.split([s.shape[0] for _, s in items])):
                    p.mul_(1 - group["lr"] * group["weight_decay"]).add_(u.reshape(p.shape), alpha=-group["lr"])


_orthogonal = plain.compiled(orthogonal)


def make(model, lr):
    """[Muon, AdamW]; with the scale above one learning rate serves both."""
    named = list(model.named_parameters())
    adam = [p for n, p in named if p.dim() < 2 or any(a in n for a in ADAM_NAMES)]
    chosen = {id(p) for p in adam}
    muon = [p for _, p in named if id(p) not in chosen]
    return [Muon(muon, lr=lr, weight_decay=0.05),
            torch.optim.AdamW(adam, lr=lr, betas=(0.9, 0.95), weight_decay=0.0,
                              **({} if plain.WANTED else {"fused": True}))]
