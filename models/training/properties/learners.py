"""Forests for classes, an ensemble of small networks for numbers. Each knows how to predict in numpy what its ONNX nodes compute."""
import numpy as np
import torch
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.nn import functional as F

MEMBERS = 5


def fit_forests(x, y, trees, leaf, features, weights):
    """-> one forest for each column, of the molecules whose value is known"""
    found = []
    for column in range(y.shape[1]):
        known = ~np.isnan(y[:, column])
        found.append(RandomForestClassifier(trees, min_samples_leaf=leaf, max_features=features, class_weight=weights, random_state=0).fit(x[known], y[known, column]))
    return found


def predict_forests(forests, x):
    """[molecules, columns]: mean over the trees of the share of the positive class"""
    return np.stack([f.predict_proba(x)[:, 1] for f in forests], 1)


class Network(nn.Module):
    def __init__(self, width, hidden, drop):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Dropout(drop), nn.Linear(hidden, 1))

    def forward(self, x):
        return self.layers(F.dropout(x, 0.1, self.training))


class Networks:
    """Five networks of different random starts on standardised features; the numbers of the features as signed logarithms."""

    def __init__(self, x, y, bits, hidden=64, drop=0.5, epochs=30, rate=3e-3, batch=64):
        self.bits = bits
        numbers = signed_log(x[:, bits:])
        self.shift, self.scale = numbers.mean(0), numbers.std(0) + 1e-3
        self.mean, self.deviation = float(y.mean()), float(y.std())
        inputs = torch.tensor(self.inputs(x))
        target = torch.tensor((y - self.mean) / self.deviation).float()
        self.members = [self.fit(inputs, target, hidden, drop, epochs, rate, batch, seed) for seed in range(MEMBERS)]

    def inputs(self, x):
        numbers = np.clip((signed_log(x[:, self.bits:]) - self.shift) / self.scale, -4, 4)
        return np.concatenate([x[:, : self.bits], numbers], 1).astype(np.float32)

    def fit(self, x, y, hidden, drop, epochs, rate, batch, seed):
        torch.manual_seed(seed)
        order = np.random.default_rng(seed)
        net = Network(x.shape[1], hidden, drop)
        optimiser = torch.optim.AdamW(net.parameters(), weight_decay=1e-4)
        steps = epochs * -(-len(x) // batch)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps)
        for _ in range(epochs):
            net.train()
            shuffled = order.permutation(len(x))
            for start in range(0, len(x), batch):
                rows = shuffled[start : start + batch]
                loss = F.smooth_l1_loss(net(x[rows])[:, 0], y[rows])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
        net.eval()
        with torch.no_grad():
            # What is measured is what is shipped.
            for parameter in net.parameters():
                parameter.copy_(parameter.half().float())
        return net

    def predict(self, x):
        """-> (mean [molecules, 1], standard deviation over the members [molecules, 1])"""
        inputs = torch.tensor(self.inputs(x))
        with torch.no_grad():
            all_of_them = np.stack([m(inputs)[:, 0].numpy() for m in self.members]) * self.deviation + self.mean
        return all_of_them.mean(0)[:, None], all_of_them.std(0)[:, None]


def signed_log(x):
    return np.sign(x) * np.log1p(np.abs(x))


def score(kind, y, p):
    """Mean ROC-AUC over the columns that have both classes, or RMSE."""
    if kind == "number":
        return float(np.sqrt(np.mean((y - p) ** 2)))
    aucs = []
    for column in range(y.shape[1]):
        known = ~np.isnan(y[:, column])
        if len(set(y[known, column])) == 2:
            aucs.append(roc_auc_score(y[known, column], p[known, column]))
    return float(np.mean(aucs))
