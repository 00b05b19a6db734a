"""The example images:  python -m zoo.demo_images --data DIR --out DIR

digit-7.png is one MNIST test image; ship.png is drawn here, for the CIFAR-10 images are
not ours to pass on.
"""

import argparse
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from .datasets import mnist

DIGIT = 0  # index into the test set: a 7
SUPERSAMPLING = 16  # draw large and shrink, so that edges are soft as in a photograph


def gradient(top, bottom, width, height):
    """Vertical colour gradient, RGB."""
    column = Image.new("RGB", (1, height))
    for y in range(height):
        t = y / (height - 1)
        column.putpixel((0, y), tuple(round(a + t * (b - a)) for a, b in zip(top, bottom)))
    return column.resize((width, height))


def ship():
    """A freighter on the open sea, 32x32."""
    s = SUPERSAMPLING
    picture = gradient((150, 185, 220), (215, 225, 232), 32 * s, 20 * s)
    scene = Image.new("RGB", (32 * s, 32 * s))
    scene.paste(picture, (0, 0))
    scene.paste(gradient((70, 105, 135), (35, 65, 95), 32 * s, 12 * s), (0, 20 * s))
    draw = ImageDraw.Draw(scene)

    def polygon(points, colour):
        draw.polygon([(x * s, y * s) for x, y in points], fill=colour)

    polygon([(2, 16.5), (30, 15.5), (27.5, 22.5), (4.5, 22.5)], (60, 60, 70))  # hull
    polygon([(3.8, 21), (28.1, 21), (27.5, 22.6), (4.5, 22.6)], (140, 45, 40))  # waterline
    polygon([(5, 10), (11, 10), (11, 16.5), (5, 16.5)], (235, 235, 230))  # bridge
    polygon([(5.5, 11), (10.5, 11), (10.5, 12), (5.5, 12)], (70, 80, 95))  # windows
    polygon([(6.5, 6), (8.8, 6), (8.8, 10), (6.5, 10)], (190, 80, 50))  # funnel
    polygon([(13, 13.2), (19, 13.2), (19, 16.3), (13, 16.3)], (170, 95, 60))  # containers
    polygon([(19.4, 13.8), (25, 13.8), (25, 16.1), (19.4, 16.1)], (95, 120, 130))
    polygon([(26.6, 8), (27, 8), (27, 16), (26.6, 16)], (90, 90, 95))  # mast
    polygon([(2, 22.6), (30, 22.6), (29, 23.6), (3, 23.6)], (185, 200, 210))  # bow wave
    return scene.filter(ImageFilter.GaussianBlur(s * 0.3)).resize((32, 32), Image.LANCZOS)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    images, labels = mnist(args.data, "test")
    assert labels[DIGIT] == 7
    Image.fromarray(images[DIGIT, 0].numpy()).save(out / "digit-7.png", optimize=True)
    ship().save(out / "ship.png", optimize=True)


if __name__ == "__main__":
    main()
