"""Quantised layers in plain torch with straight-through gradients: the ones we train with.

They compute what brevitas_layers.py computes and hold parameters of the same names, so a
state_dict moves between the two. They exist for speed: Brevitas' proxies cost several
passes over every tensor, and these also run in bfloat16, where sums of +-1 up to 256 are
still exact and larger ones are rounded (training noise; evaluation is in float32).
"""

import torch
from torch import nn
from torch.nn import functional as F


class Sign(torch.autograd.Function):
    """+1 where x >= 0, else -1. The gradient passes where |x| <= 1 (hard tanh)."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (x >= 0).to(x.dtype).mul_(2).sub_(1)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * (x.abs() <= 1)


def quantise(x, bits):
    """Bipolar for 1 bit; else integers of `bits` bits, narrow range, that span [-1, 1].

    Rounds half to even, as ONNX Round and Brevitas do. Gradient as for Sign.
    """
    if bits == 1:
        return Sign.apply(x)
    steps = 2 ** (bits - 1) - 1
    clipped = x.clamp(-1, 1)
    return clipped + ((clipped * steps).round() / steps - clipped).detach()


class Linear(nn.Linear):
    """[N, in] -> [N, out]; the weight is kept in float and quantised on every pass."""

    def __init__(self, inputs, outputs, bits):
        super().__init__(inputs, outputs, bias=False)
        self.bits = bits

    def forward(self, x):
        return F.linear(x, quantise(self.weight, self.bits).to(x.dtype))


class Conv2d(nn.Conv2d):
    """3x3, no padding: [N, in, H, W] -> [N, out, H-2, W-2]."""

    def __init__(self, inputs, outputs, bits):
        super().__init__(inputs, outputs, kernel_size=3, bias=False)
        self.bits = bits

    def forward(self, x):
        weight = quantise(self.weight, self.bits).to(x.dtype)
        if x.shape[-2:] == weight.shape[-2:]:
            # One output pixel is a matrix product, and oneDNN is slow at the weight gradient
            # of such a convolution.
            return F.linear(x.flatten(1), weight.flatten(1))[..., None, None]
        return F.conv2d(x, weight)


class Act(nn.Module):
    """Activation quantiser over [-1, 1]; has no parameters."""

    def __init__(self, bits):
        super().__init__()
        self.bits = bits

    def forward(self, x):
        return quantise(x, self.bits)


class FixedPointInput(nn.Module):
    """Signed 8-bit fixed point with 7 fractional bits: -1, -127/128, ..., 127/128."""

    def forward(self, x):
        return (x * 128).round().clamp(-128, 127) / 128
