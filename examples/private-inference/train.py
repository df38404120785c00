"""Trains the network of private-inference and writes its weights.

    pip install scikit-learn==1.9.1 numpy==2.4.6
    python train.py

The images are scikit-learn's "digits", 1797 scans of 8 x 8 pixels: the test set of "Optical Recognition of Handwritten Digits"
by E. Alpaydin and C. Kaynak from the UCI Machine Learning Repository, CC BY 4.0. They are enlarged to 28 x 28. The last 360
are held out. The same versions and the same kind of processor give the same weights.
"""

import numpy as np
from sklearn.datasets import load_digits

SIDE, HIDDEN, CLASSES, HELD_OUT = 28, 32, 10, 360
SHIFT = 11


def enlarge(images):
    """8 x 8 pixels of 0 to 16 to 28 x 28 of 0 to 255, linear between pixels; then halved, as the program does."""
    at = np.clip((np.arange(SIDE) + 0.5) * 8 / SIDE - 0.5, 0, 7)
    low = np.minimum(at.astype(int), 6)
    part = at - low
    weights = np.zeros((SIDE, 8))
    weights[np.arange(SIDE), low] = 1 - part
    weights[np.arange(SIDE), low + 1] += part
    large = weights @ images @ weights.T
    return np.rint(large * (255 / 16)).astype(np.int64).reshape(len(images), -1) >> 1


def train(x, labels, seed=1, epochs=60, rate=0.05, batch=32):
    """Stochastic gradient descent with momentum on the cross entropy of a perceptron with one hidden layer."""
    random = np.random.default_rng(seed)
    w1 = random.normal(0, np.sqrt(2 / x.shape[1]), (HIDDEN, x.shape[1]))
    w2 = random.normal(0, np.sqrt(2 / HIDDEN), (CLASSES, HIDDEN))
    b1, b2 = np.zeros(HIDDEN), np.zeros(CLASSES)
    speed = [np.zeros_like(p) for p in (w1, b1, w2, b2)]
    for _ in range(epochs):
        order = random.permutation(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            xs, ys = x[rows], np.eye(CLASSES)[labels[rows]]
            hidden = np.maximum(xs @ w1.T + b1, 0)
            scores = hidden @ w2.T + b2
            p = np.exp(scores - scores.max(1, keepdims=True))
            d2 = (p / p.sum(1, keepdims=True) - ys) / len(rows)
            d1 = (d2 @ w2) * (hidden > 0)
            gradients = (d1.T @ xs + 1e-3 * w1, d1.sum(0), d2.T @ hidden + 1e-3 * w2, d2.sum(0))
            for p_, v, g in zip((w1, b1, w2, b2), speed, gradients):
                v *= 0.9
                v -= rate * g
                p_ += v
    return w1, b1, w2, b2


def quantize(w1, b1, w2, b2, x):
    """int8 weights and int32 biases; hidden values are (w1 x + b1) >> SHIFT, from 0 to 127."""
    scale1 = 127 / np.abs(w1).max()
    sums = x @ np.rint(w1 * scale1).astype(np.int64).T + np.rint(b1 * scale1 * 127).astype(np.int64)
    # The greatest hidden value of the training images should be about 127: the shift is fixed, the scale is not.
    scale1 *= min(1, 127 * 2**SHIFT / np.percentile(sums, 99.9))
    scale2 = 127 / np.abs(w2).max()
    hidden = scale1 * 127 / 2**SHIFT
    return (
        np.rint(w1 * scale1).astype(np.int64),
        np.rint(b1 * scale1 * 127).astype(np.int64),
        np.rint(w2 * scale2).astype(np.int64),
        np.rint(b2 * scale2 * hidden).astype(np.int64),
    )


def classify(network, x):
    w1, b1, w2, b2 = network
    hidden = np.clip((x @ w1.T + b1) >> SHIFT, 0, 127)
    return (hidden @ w2.T + b2).argmax(1)


def array(kind, name, values):
    flat = values.reshape(-1).tolist()
    lines = [", ".join(map(str, flat[k : k + 28])) for k in range(0, len(flat), 28)]
    head = f"static const {kind} {name}[{len(flat)}] __attribute__((aligned(4))) = {{\n    "
    return head + ",\n    ".join(lines) + "};\n"


def main():
    digits = load_digits()
    x, labels = enlarge(digits.images), digits.target
    network = train(x[:-HELD_OUT] / 127, labels[:-HELD_OUT])
    network = quantize(*network, x[:-HELD_OUT])
    right = int((classify(network, x[-HELD_OUT:]) == labels[-HELD_OUT:]).sum())
    print(f"{right} of {HELD_OUT} held out images are classified right")
    w1, b1, w2, b2 = network
    with open("network.h", "w") as file:
        file.write(
            "/*\n * Weights from train.py, made from scikit-learn's digits (UCI, E. Alpaydin and C. Kaynak, CC BY 4.0).\n"
            f" * {right} of {HELD_OUT} images that were held out are classified right.\n */\n"
            "#ifndef NETWORK_H\n#define NETWORK_H\n\n#include <stdint.h>\n\n"
            f"enum {{ PIXELS = {SIDE * SIDE}, HIDDEN = {HIDDEN}, CLASSES = {CLASSES}, SHIFT = {SHIFT} }};\n\n"
            "/* Rows of weights: a hidden value, a class. */\n"
            + array("int8_t", "hidden_weights", w1)
            + array("int32_t", "hidden_biases", b1)
            + array("int8_t", "class_weights", w2)
            + array("int32_t", "class_biases", b2)
            + "\n#endif\n"
        )
    # The first held out image of each class, what it is taken for, and its pixels, for input.mjs.
    for digit in range(CLASSES):
        k = len(x) - HELD_OUT + int(np.flatnonzero(labels[-HELD_OUT:] == digit)[0])
        pixels = "".join("0123456789abcdefg"[int(pixel)] for pixel in digits.images[k].reshape(-1))
        print(digit, int(classify(network, x[k : k + 1])[0]), pixels)


if __name__ == "__main__":
    main()
