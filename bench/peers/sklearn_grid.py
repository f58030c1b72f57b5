"""The grid search over MLPClassifier that one would write for a table: TABLE TARGET UNITS BATCH EPOCHS PATIENCE CANDIDATES FOLDS REPEATS.

Strengths of alpha, each fitted and scored in all folds (FOLDS 1: once, on held-out rows), two fits at a time; the best one is
fitted again.
"""

import csv
import json
import os
import sys

# Two candidates at a time, each with one thread, is faster than one with two.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

import warnings

import numpy as np
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV, RepeatedStratifiedKFold, ShuffleSplit, train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
os.environ["PYTHONWARNINGS"] = "ignore"

file, target, units, batch_size, epochs, patience = sys.argv[1:7]
candidates, folds, repeats = (int(count) for count in sys.argv[7:])


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


with open(file, encoding="utf8", newline="") as lines:
    header, *records = csv.reader(lines)
cells = np.array(records, dtype=object)
y = cells[:, header.index(target)].astype(str)
cells = np.delete(cells, header.index(target), axis=1)
numeric = [j for j in range(cells.shape[1]) if all(is_number(cell) for cell in cells[:, j] if cell != "")]
texts = [j for j in range(cells.shape[1]) if j not in numeric]
# Numbers as they are, texts as codes.
table = np.empty(cells.shape)
for j in range(cells.shape[1]):
    column = cells[:, j]
    table[:, j] = (
        [float(cell) if cell != "" else np.nan for cell in column]
        if j in numeric
        else np.unique(column.astype(str), return_inverse=True)[1]
    )
x_train, x_test, y_train, y_test = train_test_split(table, y, test_size=0.2, stratify=y, random_state=0)

columns = make_column_transformer(
    (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
    (OneHotEncoder(handle_unknown="ignore"), texts),
)
network = MLPClassifier(
    hidden_layer_sizes=tuple(int(count) for count in units.split(",")),
    batch_size=int(batch_size),
    max_iter=int(epochs),
    early_stopping=True,
    n_iter_no_change=int(patience),
    random_state=0,
)
search = GridSearchCV(
    make_pipeline(columns, network),
    {"mlpclassifier__alpha": np.logspace(-5, 1, candidates)},
    scoring="neg_log_loss",
    cv=RepeatedStratifiedKFold(n_splits=folds, n_repeats=repeats, random_state=0)
    if folds > 1
    else ShuffleSplit(n_splits=1, test_size=0.25, random_state=0),
    n_jobs=2,
)
search.fit(x_train, y_train)
accuracy = float(np.mean(search.predict(x_test) == y_test))
print(json.dumps({"candidates": len(search.cv_results_["params"]), "accuracy": accuracy}))
