"""Calibrated probabilities, intervals and the domain, all of the validation split."""
import numpy as np
from scipy.optimize import minimize

LEVEL = 0.9
EDGE = 0.005


def logit(p):
    p = np.clip(p, EDGE, 1 - EDGE)
    return np.log(p / (1 - p))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def platt(p, y):
    """-> (slope, offset); held towards (1, 0), since some tasks have a handful of positives"""
    known = ~np.isnan(y)
    z, t = logit(p[known]), y[known]
    if len(set(t)) < 2:
        return 1.0, 0.0

    def loss(w):
        s = np.exp(w[0]) * z + w[1]
        return np.sum(np.logaddexp(0, s) - t * s) + 2 * w[0] ** 2 + 0.5 * w[1] ** 2
    w = minimize(loss, [0.0, 0.0]).x
    return float(np.exp(w[0])), float(w[1])


def interval(error, spread):
    """-> (factor, floor): half of the interval is factor x (spread + floor), the conformal quantile on validation"""
    floor = float(np.median(spread))
    ratios = np.sort(np.abs(error) / (spread + floor))
    rank = min(len(ratios) - 1, int(np.ceil((len(ratios) + 1) * LEVEL)) - 1)
    return float(ratios[rank]), floor


def calibration_error(p, y, bins=10):
    """Expected calibration error over bins of equal width"""
    known = ~np.isnan(y)
    p, y = p[known], y[known]
    place = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[place == b].mean() - y[place == b].mean()) * (place == b).mean() for b in range(bins) if (place == b).any()))


ONES = np.array([bin(b).count("1") for b in range(256)], np.int32)


def nearest(morgan, train):
    """Greatest Tanimoto similarity of each to any of `train`; both packed"""
    train_bits = np.unpackbits(train, axis=1).astype(np.float32)
    counts = train_bits.sum(1)
    out = []
    for start in range(0, len(morgan), 256):
        bits = np.unpackbits(morgan[start : start + 256], axis=1).astype(np.float32)
        both = bits @ train_bits.T
        either = bits.sum(1)[:, None] + counts[None] - both
        out.append((both / np.maximum(either, 1)).max(1))
    return np.concatenate(out)


def domain(similarity, loss):
    """
    -> (least similarity, reason)

    Where the losses below and above differ most (Welch's t over thresholds from 0.15 to 0.6); where no threshold parts them (t < 1.64), the
    similarity that 5 % of the validation molecules stay below.
    """
    best = (1.64, None, None)
    for t in np.arange(0.15, 0.601, 0.05):
        below, above = loss[similarity < t], loss[similarity >= t]
        if min(len(below), len(above)) < 20:
            continue
        welch = (below.mean() - above.mean()) / np.sqrt(below.var(ddof=1) / len(below) + above.var(ddof=1) / len(above) + 1e-12)
        if welch > best[0]:
            best = (welch, t, below.mean() / max(above.mean(), 1e-9))
    if best[1] is None:
        return round(float(np.quantile(similarity, 0.05)), 2), None
    return round(float(best[1]), 2), round(float(best[2]), 2)
