"""Writes the trained encoder as two int8 ONNX files, up to its exit and from there to the top, and its tokenizer."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from claims.detection.en.encoder import LOWER, TOKENIZER, UPPER
from claims.detection.en.training.finetune import BASE, EXIT, Heads

OPSET = 17


class _Lower(torch.nn.Module):
    """From word pieces to the exit: the states of the words, and the heads' logits there."""

    def __init__(self, network: Heads) -> None:
        super().__init__()
        self.embeddings, self.layers = network.encoder.embeddings, network.encoder.encoder.layer[:EXIT]
        self.heads = network.exit_heads

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = _through(self.layers, self.embeddings(input_ids=ids, token_type_ids=torch.zeros_like(ids)))
        return states, self.heads(states.mean(1))


class _Upper(torch.nn.Module):
    """From the exit to the top: the heads' logits, and the mean of the words that they read."""

    def __init__(self, network: Heads) -> None:
        super().__init__()
        self.layers, self.heads = network.encoder.encoder.layer[EXIT:], network.heads

    def forward(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        vector = _through(self.layers, states).mean(1)
        return self.heads(vector), vector


def _through(layers: Any, states: torch.Tensor) -> torch.Tensor:
    """Without a mask: one sentence is read at a time, and has no padding."""
    for layer in layers:
        passed = layer(states, attention_mask=None)
        states = passed[0] if isinstance(passed, tuple) else passed
    return states


def export(network: Heads, folder: Path) -> None:
    """Both halves and ``tokenizer.json`` in ``folder``.

    Weights get 7 bits, per channel: with 8, the products of processors that have AVX2 but no VNNI overflow, and one
    sentence would get other figures on other machines.
    """
    network = network.eval().float()
    ids = torch.ones(1, 6, dtype=torch.long)
    states = torch.zeros(1, 6, network.encoder.config.hidden_size)
    _write(_Lower(network), ids, ("ids", "states", "logits"), folder / LOWER)
    _write(_Upper(network), states, ("states", "logits", "vector"), folder / UPPER)
    (folder / TOKENIZER).write_bytes((BASE / "tokenizer.json").read_bytes())


def _write(part: torch.nn.Module, example: torch.Tensor, names: tuple[str, str, str], target: Path) -> None:
    pieces = {1: "pieces"}
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            part.eval(),
            (example,),
            str(plain),
            input_names=[names[0]],
            output_names=[*names[1:]],
            dynamic_axes={"ids": pieces, "states": pieces},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            plain, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
        )  # fmt: skip
