"""A small Qwen3.5-MoE text model in plain PyTorch, for training on one GPU.

Parameter names are the public checkpoint's, so that hub.py needs to rename nothing. Documents that
share a row do not see each other: attention is masked, the delta rule's state is dropped where one begins.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

import plain

if plain.WANTED:
    from plain import create_block_mask, flex_attention, unfused
else:
    from torch._dynamo import disable as unfused
    from torch.nn.attention.flex_attention import create_block_mask, flex_attention

SMALL = dict(vocab_size=8192, hidden_size=256, num_hidden_layers=8, num_attention_heads=4, num_key_value_heads=2,
             head_dim=64, linear_num_key_heads=2, linear_num_value_heads=4, linear_key_head_dim=64,
             linear_value_head_dim=64, linear_conv_kernel_dim=4, moe_intermediate_size=64,
             shared_expert_intermediate_size=128, num_experts=64, num_experts_per_tok=4, rms_norm_eps=1e-6,
             partial_rotary_factor=0.25, rope_theta=10000000.0, full_attention_interval=4)
# twice the heads of both kinds: more to remember with, and still in 24 MB at 4 bits
LARGE = {**SMALL, "num_attention_heads": 8, "linear_num_key_heads": 4, "linear_num_value_heads": 8}
# learns nothing worth having; for trying the recipe on a CPU
TINY = {**SMALL, "hidden_size": 128, "num_hidden_layers": 4, "num_attention_heads": 2, "num_key_value_heads": 1,
        "num_experts": 8, "num_experts_per_tok": 2}
SIZES = {"small": SMALL, "large": LARGE, "tiny": TINY}

CHUNK = 64  # tokens of the delta rule that are computed at once
FORGET = -60.0  # log decay that empties the state; larger ones would cost the cumulative sums their precision


class Norm(nn.Module):
    """x / rms(x) * (1 + w)"""

    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(d))

    def forward(self, x):
        f = x.float()
        return (f * torch.rsqrt(f.pow(2).mean(-1, keepdim=True) + 1e-6) * (1 + self.weight.float())).to(x.dtype)


class GatedNorm(nn.Module):
    """w * x / rms(x) * silu(z)"""

    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d))

    def forward(self, x, z):
        f = x.float()
        f = f * torch.rsqrt(f.pow(2).mean(-1, keepdim=True) + 1e-6) * self.weight.float()
        return (f * F.silu(z.float())).to(z.dtype)


def blocks(a, n, offset):
    """Blocks n x n of a [..., C, C] on the diagonal (offset 0) or below it (-1): [..., C / n + offset, n, n]."""
    k = a.shape[-1] // n
    a = a.unflatten(-1, (k, n)).unflatten(-3, (k, n))
    return a.diagonal(offset, -4, -2).movedim(-1, -3)


class UnitLowerInverse(torch.autograd.Function):
    """(I + A)^-1 of strictly lower A [..., C, C], C = 8 * 2^i. Blocks of 8 x 8 on the diagonal: the product of
    I + (-A)^(2^i), exact after three factors because A is nilpotent; then pairs of blocks become one:
    [X1 0; -X2 B X1 X2]. (Powers over all of 64 alike tokens reach 1e8 and more before they cancel, which TF32 turns
    into noise of 1e5.) The gradient needs the result alone: -X^T dX X^T."""

    @staticmethod
    def forward(ctx, a):
        n = 8
        p = -blocks(a, n, 0)
        x = p + torch.eye(n, device=a.device, dtype=a.dtype)
        for _ in range(2):
            p = p @ p
            x = x + x @ p
        while n < a.shape[-1]:
            x1, x2 = x[..., ::2, :, :], x[..., 1::2, :, :]
            low = -(x2 @ (blocks(a, n, -1)[..., ::2, :, :] @ x1))
            x = torch.cat([torch.cat([x1, torch.zeros_like(x1)], -1), torch.cat([low, x2], -1)], -2)
            n *= 2
        x = x[..., 0, :, :]
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx, dx):
        (x,) = ctx.saved_tensors
        xt = x.transpose(-1, -2)
        return -(xt @ dx @ xt)


class Recurrence(torch.autograd.Function):
    """States before each chunk: s[0] = 0, s[n+1] = m[n] s[n] + b[n]; m [N, B, D, D], b [N, B, D, V]."""

    @staticmethod
    def forward(ctx, m, b):
        s = torch.empty_like(b)
        s[0].zero_()
        for n in range(m.shape[0] - 1):
            torch.baddbmm(b[n], m[n], s[n], out=s[n + 1])
        ctx.save_for_backward(m, s)
        return s

    @staticmethod
    def backward(ctx, ds):
        m, s = ctx.saved_tensors
        N = m.shape[0]
        g = torch.zeros_like(s)  # g[n] is the gradient of s[n + 1]
        g[N - 2] = ds[N - 1] if N > 1 else 0
        mt = m.transpose(-1, -2)
        for n in range(N - 2, 0, -1):
            torch.baddbmm(ds[n], mt[n], g[n], out=g[n - 1])
        g[N - 1].zero_()
        return torch.matmul(g, s.transpose(-1, -2)), g


@unfused
def recurrence(m, b):
    return Recurrence.apply(m, b)


def delta_rule(q, k, v, g, beta):
    """Gated delta rule in chunks: q, k [B, H, T, D] (unit length, q scaled), v [B, H, T, V],
    g (log decay), beta [B, H, T], all float32 -> [B, H, T, V]."""
    B, H, T, D = q.shape
    N, C = T // CHUNK, CHUNK
    # [N, B * H, C, ...]: the recurrence walks the first dimension
    q, k, v = (t.reshape(B * H, N, C, t.shape[-1]).transpose(0, 1) for t in (q, k, v))
    g, beta = (t.reshape(B * H, N, C).transpose(0, 1) for t in (g, beta))
    G = g.cumsum(-1)
    low = torch.tril(torch.ones(C, C, device=q.device, dtype=torch.bool))
    decay = (G.unsqueeze(-1) - G.unsqueeze(-2)).masked_fill(~low, -1e30).exp()
    kb = k * beta.unsqueeze(-1)
    x = UnitLowerInverse.apply((kb @ k.transpose(-1, -2) * decay).tril(-1))
    u = x @ (v * beta.unsqueeze(-1))
    w = x @ (kb * G.exp().unsqueeze(-1))
    kl = (k * (G[..., -1:] - G).exp().unsqueeze(-1)).transpose(-1, -2)
    last = G[..., -1].exp()[..., None, None]
    m = last * torch.eye(D, device=q.device, dtype=q.dtype) - kl @ w
    s = recurrence(m.contiguous(), (kl @ u).contiguous())
    att = q @ k.transpose(-1, -2) * decay
    o = (q * G.exp().unsqueeze(-1)) @ s + att @ (u - w @ s)
    return o.transpose(0, 1).reshape(B, H, T, -1)


def linear(i, o):
    return nn.Linear(i, o, bias=False)


class GatedDeltaNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.nk, self.nv = c["linear_num_key_heads"], c["linear_num_value_heads"]
        self.dk, self.dv = c["linear_key_head_dim"], c["linear_value_head_dim"]
        h, kd, vd = c["hidden_size"], self.nk * self.dk, self.nv * self.dv
        self.conv1d = nn.Conv1d(2 * kd + vd, 2 * kd + vd, c["linear_conv_kernel_dim"], groups=2 * kd + vd, bias=False)
        self.in_proj_qkv, self.in_proj_z = linear(h, 2 * kd + vd), linear(h, vd)
        self.in_proj_b, self.in_proj_a = linear(h, self.nv), linear(h, self.nv)
        # Time steps log-uniform in [0.001, 0.1]: heads that forget within a word and heads that
        # remember a conversation. With large steps none would learn to remember.
        dt = torch.exp(torch.empty(self.nv).uniform_(-6.9, -2.3))
        self.dt_bias = nn.Parameter(dt + torch.log(-torch.expm1(-dt)))
        self.A_log = nn.Parameter(torch.empty(self.nv).uniform_(1, 16).log())
        self.norm, self.out_proj = GatedNorm(self.dv), linear(vd, h)

    def forward(self, x, start):
        B, T, _ = x.shape
        kd, vd = self.nk * self.dk, self.nv * self.dv
        m = self.in_proj_qkv(x)
        # A depthwise convolution over four tokens is four products: faster than conv1d on a GPU.
        # What lies before a document's first token counts as zero.
        w, y, seen = self.conv1d.weight.to(m.dtype), 0, torch.ones_like(start)
        for back in range(4):
            y = y + F.pad(m, (0, 0, back, 0))[:, :T] * w[:, 0, 3 - back] * seen.unsqueeze(-1)
            seen = seen & ~F.pad(start, (back, 0))[:, :T]
        m = F.silu(y)
        q, k, v = m.split([kd, kd, vd], -1)
        heads = lambda t, n: t.reshape(B, T, n, -1).transpose(1, 2).float()
        unit = lambda t: t * torch.rsqrt(t.pow(2).sum(-1, keepdim=True) + 1e-6)
        q, k = unit(heads(q, self.nk)) * self.dk ** -0.5, unit(heads(k, self.nk))
        q, k = (t.repeat_interleave(self.nv // self.nk, 1) for t in (q, k))
        beta = self.in_proj_b(x).float().sigmoid().transpose(1, 2)
        g = (-self.A_log.float().exp() * F.softplus(self.in_proj_a(x).float() + self.dt_bias)).transpose(1, 2)
        g = g + FORGET * start[:, None].float()
        with torch.autocast(x.device.type, enabled=False):
            o = delta_rule(q, k, heads(v, self.nv), g, beta)
        o = self.norm(o.transpose(1, 2).to(x.dtype), self.in_proj_z(x).reshape(B, T, self.nv, self.dv))
        return self.out_proj(o.reshape(B, T, vd))


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.h, self.kv, self.d = c["num_attention_heads"], c["num_key_value_heads"], c["head_dim"]
        self.q_proj, self.k_proj = linear(c["hidden_size"], self.h * self.d * 2), linear(c["hidden_size"], self.kv * self.d)
        self.v_proj, self.o_proj = linear(c["hidden_size"], self.kv * self.d), linear(self.h * self.d, c["hidden_size"])
        self.q_norm, self.k_norm = Norm(self.d), Norm(self.d)
        self.rd = int(self.d * c["partial_rotary_factor"])
        self.register_buffer("inv", c["rope_theta"] ** (-torch.arange(0, self.rd, 2).float() / self.rd), persistent=False)

    def rope(self, x):
        t = torch.arange(x.shape[2], device=x.device).float()[:, None] * self.inv
        cos, sin = (torch.cat([f(t)] * 2, -1).to(x.dtype) for f in (torch.cos, torch.sin))
        r, p = x[..., :self.rd], x[..., self.rd:]
        a, b = r.chunk(2, -1)
        return torch.cat([r * cos + torch.cat([-b, a], -1) * sin, p], -1)

    def forward(self, x, mask):
        B, T, _ = x.shape
        q, gate = self.q_proj(x).reshape(B, T, self.h, 2 * self.d).chunk(2, -1)
        k, v = (p(x).reshape(B, T, self.kv, self.d) for p in (self.k_proj, self.v_proj))
        q, k, v = self.rope(self.q_norm(q).transpose(1, 2)), self.rope(self.k_norm(k).transpose(1, 2)), v.transpose(1, 2)
        o = flex_attention(q, k, v.to(q.dtype), block_mask=mask, enable_gqa=True).transpose(1, 2)
        return self.o_proj((o * gate.sigmoid()).reshape(B, T, -1))


class Gather(torch.autograd.Function):
    """Rows of x [N, D] in the order of the experts, [N * K, D]; the gradient is gathered back, not
    scattered with atomic additions."""

    @staticmethod
    def forward(ctx, x, order, inverse, K):
        ctx.save_for_backward(inverse)
        ctx.K = K
        return x[order // K]

    @staticmethod
    def backward(ctx, d):
        (inverse,) = ctx.saved_tensors
        return d[inverse].reshape(-1, ctx.K, d.shape[-1]).sum(1), None, None, None


class Combine(torch.autograd.Function):
    """The reverse of Gather: sums the K rows of each token."""

    @staticmethod
    def forward(ctx, y, order, inverse, K):
        ctx.save_for_backward(order)
        ctx.K = K
        return y[inverse].reshape(-1, K, y.shape[-1]).sum(1)

    @staticmethod
    def backward(ctx, d):
        (order,) = ctx.saved_tensors
        return d[order // ctx.K], None, None, None


class MLP(nn.Module):
    def __init__(self, h, i):
        super().__init__()
        self.gate_proj, self.up_proj, self.down_proj = linear(h, i), linear(h, i), linear(i, h)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class MoE(nn.Module):
    def __init__(self, c):
        super().__init__()
        h, self.i, self.E, self.K = c["hidden_size"], c["moe_intermediate_size"], c["num_experts"], c["num_experts_per_tok"]
        self.gate = linear(h, self.E)
        self.experts = nn.Module()
        self.experts.gate_up_proj = nn.Parameter(torch.empty(self.E, 2 * self.i, h))
        self.experts.down_proj = nn.Parameter(torch.empty(self.E, h, self.i))
        self.shared_expert = MLP(h, c["shared_expert_intermediate_size"])
        self.shared_expert_gate = linear(h, 1)

    def forward(self, x):
        B, T, h = x.shape
        rows = x.reshape(-1, h)
        with torch.autocast(x.device.type, enabled=False):
            p = F.linear(rows.float(), self.gate.weight).softmax(-1)
        top, ix = p.topk(self.K, -1)
        top = top / top.sum(-1, keepdim=True)
        order = ix.flatten().argsort()
        inverse = torch.empty_like(order).scatter_(0, order, torch.arange(order.numel(), device=x.device))
        count = torch.zeros(self.E, device=x.device, dtype=torch.int32).scatter_add_(
            0, ix.flatten(), torch.ones_like(ix.flatten(), dtype=torch.int32))
        ends = count.cumsum(0).int()
        a = Gather.apply(rows.bfloat16(), order, inverse, self.K)
        e = self.experts
        grouped_mm = plain.grouped_mm if plain.WANTED else torch._grouped_mm
        gu = grouped_mm(a, e.gate_up_proj.bfloat16().transpose(1, 2), offs=ends)
        a = F.silu(gu[:, :self.i]) * gu[:, self.i:]
        a = a * top.flatten()[order].unsqueeze(-1).to(a.dtype)
        y = Combine.apply(grouped_mm(a, e.down_proj.bfloat16().transpose(1, 2), offs=ends), order, inverse, self.K)
        y = y.reshape(B, T, h) + self.shared_expert_gate(x).sigmoid() * self.shared_expert(x)
        # Switch Transformer's balancing loss: 1 when every expert is chosen alike
        aux = self.E * (count.float() / order.numel() * p.mean(0)).sum()
        return y, aux, count


class Layer(nn.Module):
    def __init__(self, c, full):
        super().__init__()
        self.full = full
        if full:
            self.self_attn = Attention(c)
        else:
            self.linear_attn = GatedDeltaNet(c)
        self.mlp = MoE(c)
        self.input_layernorm, self.post_attention_layernorm = Norm(c["hidden_size"]), Norm(c["hidden_size"])

    def forward(self, x, start, mask):
        h = self.input_layernorm(x)
        x = x + (self.self_attn(h, mask) if self.full else self.linear_attn(h, start))
        y, aux, count = self.mlp(self.post_attention_layernorm(x))
        return x + y, aux, count


class Model(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.embed_tokens = nn.Embedding(c["vocab_size"], c["hidden_size"])
        self.layers = nn.ModuleList(Layer(c, (i + 1) % c["full_attention_interval"] == 0)
                                    for i in range(c["num_hidden_layers"]))
        self.norm = Norm(c["hidden_size"])
        out = ("o_proj.weight", "out_proj.weight", "down_proj.weight", "experts.down_proj")
        for n, p in self.named_parameters():
            if p.dim() >= 2 and "conv1d" not in n:
                nn.init.normal_(p, std=0.02 * ((2 * c["num_hidden_layers"]) ** -0.5 if n.endswith(out) else 1))

    def forward(self, ids, start, mask):
        """ids, start (a document begins here) [B, T]; mask of document_mask -> hidden states, mean
        balancing loss, tokens per expert [layers, experts]."""
        x, aux, counts = self.embed_tokens(ids), 0, []
        for layer in self.layers:
            x, a, n = layer(x, start, mask)
            aux = aux + a
            counts.append(n)
        return self.norm(x), aux / len(self.layers), torch.stack(counts)

    def logits(self, h):
        return h @ self.embed_tokens.weight.t().to(h.dtype)


def document_mask(start):
    """For attention within documents: start [B, T] bool."""
    doc = start.int().cumsum(-1)
    B, T = start.shape
    return create_block_mask(lambda b, h, q, k: (q >= k) & (doc[b, q] == doc[b, k]), B, None, T, T, device=start.device)
