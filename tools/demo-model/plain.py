"""In place of what needs a GPU's PyTorch: the same operations out of plain ones, for a PyTorch without CUDA (Debian's 1.13
is enough), so that the recipe can be tried with a tiny model on any machine. Slow, and nothing else uses it.
"""
import torch

WANTED = not torch.backends.cuda.is_built()


def compiled(f):
    return f if WANTED else torch.compile(f)


def unfused(f):
    return f


def copy_all(to, what):
    if WANTED:
        for a, b in zip(to, what):
            a.copy_(b)
    else:
        torch._foreach_copy_(to, what)


def create_block_mask(mask_mod, B, H, Q, K, device):
    """[B, 1, Q, K], true where a query sees a key."""
    b, q, k = (torch.arange(n, device=device) for n in (B, Q, K))
    return mask_mod(b[:, None, None], 0, q[None, :, None], k[None, None, :])[:, None]


def flex_attention(q, k, v, block_mask, enable_gqa):
    k, v = (t.repeat_interleave(q.shape[1] // t.shape[1], 1) for t in (k, v))
    scores = (q @ k.transpose(-1, -2)).float() * q.shape[-1] ** -0.5
    return scores.masked_fill(~block_mask, float("-inf")).softmax(-1).to(v.dtype) @ v


def grouped_mm(a, b, offs):
    """Rows of a up to offs[i] times b[i]."""
    ends = [0, *offs.tolist()]
    return torch.cat([a[i:j] @ m for i, j, m in zip(ends, ends[1:], b)])
