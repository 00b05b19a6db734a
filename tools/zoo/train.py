"""Train one network of the zoo:  python -m zoo.train cnv-w1a1 --data DIR --out DIR --minutes 75

Binary networks are trained as in BinaryNet: Adam on float weights that the forward pass
quantises, clipped to [-1, 1] after every step; squared hinge loss; a learning rate that
falls to 0 along a cosine. The weights that are kept are those of the last step: no
checkpoint is chosen by its test accuracy.
"""

import argparse
import json
import math
import os
import time
from dataclasses import replace
from pathlib import Path

import torch
from torch.nn import functional as F

from . import datasets, plain
from .networks import SPECS, Network

SCALE_FLOOR = 1e-3  # normalisation scales stay positive: see ConvBlock


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("network", choices=SPECS)
    parser.add_argument("--data", required=True, help="data folder (see datasets.py)")
    parser.add_argument("--out", required=True, help="folder of the checkpoint and its log")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--epochs", type=int)
    length.add_argument("--minutes", type=float, help="let the clock end the training instead")
    parser.add_argument("--init", help="folder of an earlier run of this network to go on from")
    parser.add_argument("--lr", type=float, default=0.01)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--shift", type=int, help="random shift in pixels (default 4 CIFAR, 0 MNIST)")
    parser.add_argument("--dropout", type=float, help="override the network's own")
    parser.add_argument("--loss", choices=["hinge", "cross-entropy"], default="hinge")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true", help="compute the body in bfloat16")
    return parser.parse_args()


def load(family, root, out):
    """-> train (images, labels), {name: test (images, labels)}"""
    if family == "mlp":
        return datasets.mnist(root, "train"), {"mnist-t10k": datasets.mnist(root, "test")}
    tests = {f"cifar10-{w}": datasets.cifar10_test(root, w) for w in ("test2000", "test-orig932")}
    return datasets.cifar10_train(root, Path(out) / "cifar10-train.npz"), tests


def augment(images, shift, flip):
    """Shift each image of a batch by up to `shift` pixels (edges mirrored), and flip half.

    images [N, C, H, W] -> float32 of the same shape.
    """
    count, channels, height, width = images.shape
    images = images.float()
    if shift:
        images = F.pad(images, (shift,) * 4, mode="reflect")
        rows = torch.randint(2 * shift + 1, (count, 1)) + torch.arange(height)
        columns = torch.randint(2 * shift + 1, (count, 1)) + torch.arange(width)
        if flip:
            mirrored = torch.rand(count, 1) < 0.5
            columns = torch.where(mirrored, columns.flip(1), columns)
        images = images[
            torch.arange(count)[:, None, None, None],
            torch.arange(channels)[None, :, None, None],
            rows[:, None, :, None],
            columns[:, None, None, :],
        ]
    return images


def hinge_loss(logits, labels):
    """Mean of max(0, 1 - t*y)^2 with t = +1 for the right class and -1 for the others."""
    targets = F.one_hot(labels, logits.shape[1]) * 2 - 1
    return (1 - logits * targets).clamp(min=0).square().mean()


@torch.no_grad()
def accuracy(model, images, labels, batch=500):
    """Share of images classified right, in float32 with the running statistics."""
    dtype, model.body_dtype = model.body_dtype, torch.float32
    model.eval()
    right = sum(
        (model(x.float()).argmax(1) == y).sum().item()
        for x, y in zip(images.split(batch), labels.split(batch)))
    model.train()
    model.body_dtype = dtype
    return right / len(labels)


def save(path, model, record):
    """Write checkpoint and record so that a reader never sees half a file."""
    torch.save(model.state_dict(), f"{path}.pt.new")
    os.replace(f"{path}.pt.new", f"{path}.pt")
    Path(f"{path}.json").write_text(json.dumps(record, indent=1) + "\n")


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    spec = SPECS[args.network]
    if args.dropout is not None:
        spec = replace(spec, dropout=args.dropout)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    (images, labels), tests = load(spec.family, args.data, out)
    flip = spec.family == "cnv"
    shift = args.shift if args.shift is not None else (4 if flip else 0)

    model = Network(spec, plain, pool_first=True)
    earlier = None
    if args.init:
        start_from = Path(args.init) / args.network
        model.load_state_dict(torch.load(f"{start_from}.pt", weights_only=True))
        earlier = json.loads(Path(f"{start_from}.json").read_text())
    if args.bf16:
        model.body_dtype = torch.bfloat16
    if spec.family == "cnv":
        model = model.to(memory_format=torch.channels_last)  # faster on a CPU
    loss_of = hinge_loss if args.loss == "hinge" else F.cross_entropy
    optimiser = torch.optim.Adam(model.parameters(), lr=args.lr, fused=True)
    weights, scales = model.quantised_weights(), model.norm_scales()

    start, steps = time.time(), 0
    steps_per_epoch = math.ceil(len(labels) / args.batch)

    def progress():
        """0 at the start, 1 where the training ends."""
        if args.minutes:
            return min(1, (time.time() - start) / (60 * args.minutes))
        return steps / (args.epochs * steps_per_epoch)

    while progress() < 1:
        epoch_start, losses = time.time(), []
        for chosen in torch.randperm(len(labels)).split(args.batch):
            if progress() == 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = args.lr * 0.5 * (1 + math.cos(math.pi * progress()))
            batch = augment(images[chosen], shift, flip)
            if spec.family == "cnv":
                batch = batch.to(memory_format=torch.channels_last)
            loss = loss_of(model(batch), labels[chosen])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            with torch.no_grad():
                for weight in weights:
                    weight.clamp_(-1, 1)
                for scale in scales:
                    scale.clamp_(min=SCALE_FLOOR)
            losses.append(loss.item())
            steps += 1
        record = {
            **vars(args), "shift": shift, "flip": flip, "dropout": spec.dropout,
            "epochs_done": round(steps / steps_per_epoch, 2),
            "wall_minutes": round((time.time() - start) / 60, 1),
            "accuracy": {name: accuracy(model, *data) for name, data in tests.items()},
            "earlier": earlier,
        }
        save(out / args.network, model, record)
        print(f"epoch {record['epochs_done']:g} in {time.time() - epoch_start:.1f} s, "
              f"mean loss {sum(losses) / max(1, len(losses)):.4f}, {record['accuracy']}", flush=True)


if __name__ == "__main__":
    main()
