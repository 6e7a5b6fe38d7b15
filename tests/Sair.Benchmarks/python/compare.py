"""Compares the binding with PyTorch on the same machine, the same libtorch and the same operators.

usage: compare.py PATH/Sair.Benchmarks.dll [THREADS]

Both sides use this repository's fused operators, its caching allocator and the same number of threads, and take turns,
so that other load on the machine hits both. Prints minimum and median of each side and the ratio .NET / Python.
"""
import ctypes
import math
import os
import statistics
import subprocess
import sys
import time

os.environ.pop("OPENBLAS_CORETYPE", None)
# Threads that spin at the end of every operator take the cores from those that still work, as soon as anything else runs.
os.environ["OMP_WAIT_POLICY"] = "passive"

import torch
import torch.nn.functional as F

CHANNELS = {4: 256, 8: 256, 16: 160, 32: 96, 64: 48, 128: 32, 256: 24}
STYLE = 256
ADD = ("add", 20000, 40, "1-element add", 1e6, "µs")
STEP = ("step", 1, 40, "generator step", 1e3, "ms")


class Modulated:
    """What depends on the parameters alone, computed once, as the .NET generator does when it is frozen."""

    def __init__(self, inputs, outputs, kernel, upsample=False):
        gain = 1 / math.sqrt(inputs * kernel * kernel)
        self.affine = torch.randn(inputs, STYLE) / math.sqrt(STYLE) * gain
        self.affine_bias = torch.full((inputs,), gain)
        weight = torch.randn(outputs, inputs, kernel, kernel)
        self.energy = weight.square().sum([2, 3])
        self.weight = (weight.transpose(0, 1) if upsample else weight).contiguous()
        self.upsample = upsample
        self.bias = torch.zeros(outputs)
        self.noise_weight = torch.zeros(1)

    def style(self, row):
        return F.linear(row, self.affine, self.affine_bias)


def styled(layer, x, row, noise):
    style = layer.style(row)
    x = x * style.reshape(-1, x.shape[1], 1, 1)
    if layer.upsample:
        y = torch.ops.sair.blur(F.conv_transpose2d(x, layer.weight, stride=2), 1)
    else:
        y = F.conv2d(x, layer.weight, padding=1)
    scale = (F.linear(style.square(), layer.energy) + 1e-8).rsqrt().reshape(-1, y.shape[1], 1, 1)
    gain = math.sqrt(2)
    return torch.ops.sair.modulated_activation(y, scale * gain, noise * (layer.noise_weight * gain), (layer.bias * gain).reshape(1, -1, 1, 1))


def to_rgb(layer, x, row, below):
    style = layer.style(row)
    inputs, height, width = x.shape[1:]
    mixed = (layer.weight.reshape(3, inputs) * style).matmul(x.reshape(inputs, -1)).reshape(1, 3, height, width)
    mixed = mixed + layer.bias.reshape(1, 3, 1, 1)
    if below is None:
        return mixed
    padded = F.pad(below, [1, 1, 1, 1])
    doubled = F.interpolate(padded, size=[height + 4, width + 4], mode="bilinear", align_corners=False)
    return mixed + doubled[:, :, 2:height + 2, 2:width + 2]


class Generator:
    def __init__(self):
        previous = CHANNELS[4]
        self.input = torch.randn(1, previous, 4, 4)
        self.layers, self.rgbs, self.noises = [Modulated(previous, previous, 3)], [Modulated(previous, 3, 1)], [torch.randn(1, 1, 4, 4)]
        for side, channels in list(CHANNELS.items())[1:]:
            self.layers += [Modulated(previous, channels, 3, upsample=True), Modulated(channels, channels, 3)]
            self.rgbs.append(Modulated(channels, 3, 1))
            self.noises += [torch.randn(1, 1, side, side) for _ in range(2)]
            previous = channels
        self.latents = torch.randn(1, len(self.layers) + 1, STYLE, requires_grad=True)

    def step(self):
        rows = self.latents
        x = styled(self.layers[0], self.input.expand(1, -1, -1, -1), rows.select(1, 0), self.noises[0])
        picture = to_rgb(self.rgbs[0], x, rows.select(1, 1), None)
        for block in range(len(self.rgbs) - 1):
            x = styled(self.layers[1 + 2 * block], x, rows.select(1, 1 + 2 * block), self.noises[1 + 2 * block])
            x = styled(self.layers[2 + 2 * block], x, rows.select(1, 2 + 2 * block), self.noises[2 + 2 * block])
            picture = to_rgb(self.rgbs[1 + block], x, rows.select(1, 3 + 2 * block), picture)
        torch.autograd.grad([picture.square().mean()], [rows])


def timed(operation, repetitions):
    start = time.perf_counter()
    for _ in range(repetitions):
        operation()
    return (time.perf_counter() - start) / repetitions


def main():
    program = os.path.abspath(sys.argv[1])
    shim = os.path.join(os.path.dirname(program), "libsairtorch.so")
    torch.ops.load_library(shim)
    ctypes.CDLL(shim).st_use_caching_allocator(ctypes.c_int64(2 << 30))
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count()
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    left, right = torch.ones(1), torch.ones(1)
    generator = Generator()
    here = {"add": lambda: left + right, "step": generator.step}
    server = subprocess.Popen(["dotnet", program, "compare", str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def there(name, repetitions):
        server.stdin.write(f"{name} {repetitions}\n")
        server.stdin.flush()
        return float(server.stdout.readline())

    print(f"torch {torch.__version__}, {threads} of {os.cpu_count()} threads, load average {os.getloadavg()[0]:.1f}")
    for name, repetitions, rounds, title, factor, unit in (ADD, STEP):
        timed(here[name], repetitions)
        # Tiered compilation settles after a few dozen calls.
        for _ in range(5):
            there(name, repetitions)
        ours, theirs = [], []
        for _ in range(rounds):
            theirs.append(timed(here[name], repetitions))
            ours.append(there(name, repetitions))
        for label, pick in (("minimum", min), ("median", statistics.median)):
            net, python = pick(ours) * factor, pick(theirs) * factor
            print(f"{title:15} {label:8} .NET {net:8.3f} {unit}  Python {python:8.3f} {unit}  ratio {net / python:.3f}")
    server.stdin.close()
    server.wait()
    print(f"load average at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
