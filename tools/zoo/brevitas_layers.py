"""The layers of plain.py in Brevitas, which knows how to export them to QONNX.

The quantisers are those of Brevitas' bnn_pynq examples: constant scales, zero zero point,
round half to even, narrow range; one bit means bipolar.
"""

from brevitas import nn as qnn
from brevitas.core.bit_width import BitWidthImplType
from brevitas.core.quant import QuantType
from brevitas.core.restrict_val import FloatToIntImplType, RestrictValueType
from brevitas.core.scaling import ScalingImplType
from brevitas.core.zero_point import ZeroZeroPoint
from brevitas.inject import ExtendedInjector
from brevitas.quant.solver import ActQuantSolver, WeightQuantSolver
from dependencies import value


class Quantiser(ExtendedInjector):
    bit_width_impl_type = BitWidthImplType.CONST
    scaling_impl_type = ScalingImplType.CONST
    restrict_scaling_type = RestrictValueType.FP
    zero_point_impl = ZeroZeroPoint
    float_to_int_impl_type = FloatToIntImplType.ROUND
    scaling_per_output_channel = False
    narrow_range = True
    signed = True

    @value
    def quant_type(bit_width):
        return QuantType.BINARY if bit_width == 1 else QuantType.INT


class WeightQuantiser(Quantiser, WeightQuantSolver):
    scaling_const = 1.0


class ActQuantiser(Quantiser, ActQuantSolver):
    min_val = -1.0
    max_val = 1.0


def Linear(inputs, outputs, bits):
    return qnn.QuantLinear(
        inputs, outputs, bias=False, weight_quant=WeightQuantiser, weight_bit_width=bits)


def Conv2d(inputs, outputs, bits):
    return qnn.QuantConv2d(
        inputs, outputs, kernel_size=3, bias=False,
        weight_quant=WeightQuantiser, weight_bit_width=bits)


def Act(bits):
    return qnn.QuantIdentity(act_quant=ActQuantiser, bit_width=bits)


def FixedPointInput():
    """Q1.7: the scale comes out as the constant 2^-7."""
    return qnn.QuantIdentity(
        act_quant=ActQuantiser, bit_width=8, narrow_range=False,
        min_val=-1.0, max_val=1.0 - 2.0**-7,
        restrict_scaling_type=RestrictValueType.POWER_OF_TWO)
