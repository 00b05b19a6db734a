"""The networks of BNN-PYNQ (FINN), written once for both sets of layers.

`layers` is the module plain (training) or brevitas_layers (export). The input is always
raw pixels 0..255 as float32 [N, C, H, W]: the network itself divides by 255 and maps to
[-1, 1], so that whoever runs the exported file need know nothing of its preprocessing.
"""

from dataclasses import dataclass

import torch
from torch import nn

BN_EPS = 1e-4


@dataclass(frozen=True)
class Spec:
    """What names a network: family 'mlp' or 'cnv', its widths and bit widths."""

    family: str
    bits: int  # of weights and activations alike
    hidden: tuple = ()
    dropout: float = 0.0


SPECS = {
    "tfc-w1a1": Spec("mlp", bits=1, hidden=(64, 64, 64)),
    "tfc-w2a2": Spec("mlp", bits=2, hidden=(64, 64, 64)),
    "sfc-w1a1": Spec("mlp", bits=1, hidden=(256, 256, 256), dropout=0.1),
    "lfc-w1a1": Spec("mlp", bits=1, hidden=(1024, 1024, 1024), dropout=0.2),
    "cnv-w1a1": Spec("cnv", bits=1),
}

# Output channels, and whether a 2x2 maximum follows: 32 -> 30 -> 28 -> 14 -> 12 -> 10 -> 5 -> 3 -> 1.
CNV_CONVS = [(64, False), (64, True), (128, False), (128, True), (256, False), (256, False)]
CNV_HIDDEN = (512, 512)


class ScalarNorm(nn.Module):
    """Batch normalisation with one mean and variance for the whole tensor.

    It gives the logits a sane range for the loss and cannot change their order (its scale
    is kept positive).
    """

    def __init__(self, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(1))
        self.bias = nn.Parameter(torch.zeros(1))
        self.register_buffer("running_mean", torch.zeros(1))
        self.register_buffer("running_var", torch.ones(1))

    def forward(self, x):
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = x.mean(), x.var()
            self.running_mean.lerp_(mean.detach(), self.momentum)
            self.running_var.lerp_(var.detach(), self.momentum)
        return (x - mean) / (var + BN_EPS).sqrt() * self.weight + self.bias


class ConvBlock(nn.Module):
    """3x3 convolution, batch normalisation, quantiser, perhaps a 2x2 maximum."""

    def __init__(self, layers, inputs, outputs, bits, pool, pool_first):
        super().__init__()
        self.conv = layers.Conv2d(inputs, outputs, bits)
        self.norm = nn.BatchNorm2d(outputs, eps=BN_EPS)
        self.act = layers.Act(bits)
        self.pool = nn.MaxPool2d(2) if pool else nn.Identity()
        # Normalisation with positive scales and the quantiser are monotonic, so taking the
        # maximum before them gives the same values. For training that is better: a maximum
        # over +-1 is mostly ties, which send the gradient to an arbitrary pixel.
        self.pool_first = pool_first

    def forward(self, x):
        if self.pool_first:
            return self.act(self.norm(self.pool(self.conv(x))))
        return self.pool(self.act(self.norm(self.conv(x))))


class DenseBlock(nn.Sequential):
    """Linear, batch normalisation, quantiser, dropout: [N, in] -> [N, out]."""

    def __init__(self, layers, inputs, outputs, bits, dropout=0.0):
        super().__init__()
        self.linear = layers.Linear(inputs, outputs, bits)
        self.norm = nn.BatchNorm1d(outputs, eps=BN_EPS)
        self.act = layers.Act(bits)
        self.dropout = nn.Dropout(dropout)


class Network(nn.Module):
    """Raw pixels [N, C, H, W] -> logits [N, 10]."""

    def __init__(self, spec, layers, pool_first=False):
        super().__init__()
        # What the body computes in; train.py sets bfloat16 for the large networks.
        self.body_dtype = torch.float32
        if spec.family == "mlp":
            self.input_shape = (1, 28, 28)
            self.input_act = layers.Act(spec.bits)
            convs, features, hidden = [], 28 * 28, spec.hidden
        else:
            self.input_shape = (3, 32, 32)
            self.input_act = layers.FixedPointInput()
            convs, channels = [], 3
            for outputs, pool in CNV_CONVS:
                convs.append(ConvBlock(layers, channels, outputs, spec.bits, pool, pool_first))
                channels = outputs
            features, hidden = channels, CNV_HIDDEN
        self.convs = nn.Sequential(*convs)
        self.input_dropout = nn.Dropout(spec.dropout)
        dense = []
        for outputs in hidden:
            dense.append(DenseBlock(layers, features, outputs, spec.bits, spec.dropout))
            features = outputs
        self.dense = nn.Sequential(*dense)
        self.classifier = layers.Linear(features, 10, spec.bits)
        self.logit_norm = ScalarNorm()
        for weight in self.quantised_weights():
            nn.init.uniform_(weight, -1, 1)

    def forward(self, pixels):
        x = 2.0 * (pixels / 255.0) - 1.0
        x = self.input_act(x)
        if self.body_dtype != x.dtype:  # asked first, for an idle cast would be exported too
            x = x.to(self.body_dtype)
        x = self.convs(x)
        x = self.input_dropout(x.flatten(1))
        x = self.classifier(self.dense(x))
        if x.dtype != torch.float32:
            x = x.float()
        return self.logit_norm(x)

    def quantised_weights(self):
        """The weights that pass through a quantiser: all those of more than one dimension."""
        return [p for p in self.parameters() if p.dim() > 1]

    def norm_scales(self):
        """The scales (gamma) of every normalisation."""
        norms = (nn.BatchNorm1d, nn.BatchNorm2d, ScalarNorm)
        return [m.weight for m in self.modules() if isinstance(m, norms)]
