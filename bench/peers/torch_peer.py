"""PyTorch on the CPU: nn.Linear and nn.Conv2d modules, torch.optim with its foreach implementation."""

import json
import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

replies = os.fdopen(3, "w", buffering=1)
GROUP_SECONDS = 0.02
WARM_UP_SECONDS = 0.5


class Contestant:
    def open(self, folder, threads):
        self.threads = threads
        torch.set_num_threads(threads)
        with open(os.path.join(folder, "problem.json"), encoding="utf8") as file:
            self.problem = json.load(file)
        self.x = torch.from_numpy(np.fromfile(os.path.join(folder, "x.f32"), dtype=np.float32))
        self.x = self.x.reshape(self.problem["rows"], *self.problem["inputShape"])
        self.y = torch.from_numpy(np.fromfile(os.path.join(folder, "y.i32"), dtype=np.int32)).long()
        self.weights = np.fromfile(os.path.join(folder, "weights.f32"), dtype=np.float32)
        size = self.problem["batchSize"]
        self.batches = list(zip(self.x.split(size), self.y.split(size)))
        return {"about": f"PyTorch {torch.__version__}, 1 or {threads} threads, whichever is faster"}

    def reset(self, alpha=None):
        """A module, an optimizer and the kernels that max-norm bounds, from the starting weights."""
        arrays, at = [], 0
        for entry in self.problem["parameters"]:
            size = int(np.prod(entry["shape"]))
            arrays.append(torch.from_numpy(self.weights[at : at + size].reshape(entry["shape"]).copy()))
            at += size
        modules, groups, self.bounded = [], [], []
        for layer in self.problem["layers"] + [{"kind": "dense"}]:
            kind = layer["kind"]
            if kind in ("dense", "conv2d"):
                kernel, bias = arrays.pop(0), arrays.pop(0)
                # Its kernels are [out, in].
                kernel = kernel.t().contiguous() if kind == "dense" else kernel
                module = (
                    nn.Linear(kernel.shape[1], kernel.shape[0])
                    if kind == "dense"
                    else nn.Conv2d(kernel.shape[1], kernel.shape[0], kernel.shape[2])
                )
                module.weight = nn.Parameter(kernel)
                module.bias = nn.Parameter(bias)
                modules.append(module)
                groups.append({"params": [module.weight], "weight_decay": alpha or layer.get("l2", 0)})
                groups.append({"params": [module.bias]})
                if "maxNorm" in layer:
                    self.bounded.append((module.weight, layer["maxNorm"]))
                if layer.get("relu"):
                    modules.append(nn.ReLU())
            elif kind == "dropout":
                modules.append(nn.Dropout(layer["rate"]))
            elif kind == "maxPooling2d":
                modules.append(nn.MaxPool2d(layer["poolSize"]))
            else:
                modules.append(nn.Flatten())
        self.model = nn.Sequential(*modules)
        self.optimizer = self.make_optimizer(merged(groups))

    def make_optimizer(self, groups):
        how = self.problem["optimizer"]
        if how["name"] == "adam":
            return torch.optim.Adam(groups, lr=how["learningRate"], foreach=True)
        return torch.optim.SGD(groups, lr=how["learningRate"], momentum=how["momentum"], foreach=True)

    def train(self, count, first):
        self.model.train()
        for i in range(first, first + count):
            x, y = self.batches[i % len(self.batches)]
            self.optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(self.model(x), y).backward()
            self.optimizer.step()
            if self.bounded:
                with torch.no_grad():
                    for kernel, c in self.bounded:
                        torch.renorm(kernel, 2, 0, c, out=kernel)

    def mean_loss(self, batches):
        self.model.eval()
        with torch.no_grad():
            return float(np.mean([F.cross_entropy(self.model(x), y).item() for x, y in batches]))

    def check(self, steps):
        self.reset()
        self.train(steps, 0)
        return {"loss": self.mean_loss(self.batches[:steps])}

    def time(self, seconds):
        # A small network is faster with one thread.
        best = min([1, self.threads], key=lambda threads: self.time_with(threads, 0.1 * seconds))
        return {"microseconds": self.time_with(best, seconds)}

    def time_with(self, threads, seconds):
        torch.set_num_threads(threads)
        self.reset()
        return repeat_for(seconds, self.train)

    def path(self):
        path = self.problem["path"]
        torch.set_num_threads(1)
        started = time.perf_counter()
        losses = []
        for alpha in path["alphas"]:
            self.reset(alpha)
            self.train(path["epochs"] * len(self.batches), 0)
            losses.append(self.mean_loss(self.batches))
        return {"microseconds": 1e6 * (time.perf_counter() - started), "losses": losses}

    def infer(self, rows, seconds):
        self.reset()
        self.model.eval()
        x = self.x[:rows].contiguous()
        torch.set_num_threads(1 if rows == 1 else self.threads)

        def predict(count=1, _first=0):
            with torch.no_grad():
                for _ in range(count):
                    result = F.softmax(self.model(x), dim=1)
            return result

        microseconds = repeat_for(seconds, predict)
        return {"microseconds": microseconds, "probabilities": predict()[0].tolist()}


def merged(groups):
    """Groups with equal options become one: fewer calls a step."""
    by_decay = {}
    for group in groups:
        by_decay.setdefault(group.get("weight_decay", 0), []).extend(group["params"])
    return [{"params": params, "weight_decay": decay} for decay, params in by_decay.items()]


def repeat_for(seconds, run):
    done, count, spent = 0, 1, 0.0
    while spent < WARM_UP_SECONDS:
        started = time.perf_counter()
        run(count, done)
        elapsed = time.perf_counter() - started
        done, spent = done + count, spent + elapsed
        count = max(1, min(count * 4, round(GROUP_SECONDS * count / max(elapsed, 1e-6))))
    spent, repetitions = 0.0, 0
    while spent < seconds or repetitions == 0:
        started = time.perf_counter()
        run(count, done)
        spent += time.perf_counter() - started
        done, repetitions = done + count, repetitions + count
    return 1e6 * spent / repetitions


contestant = Contestant()
for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = getattr(contestant, request.pop("do"))(**request)
    except Exception as error:  # What went wrong becomes a cell of the table.
        reply = {"error": str(error).split("\n")[0]}
    replies.write(json.dumps(reply) + "\n")
