"""Writes the trained encoder as two int8 ONNX files, up to its exit and from there to the top, and its tokenizer."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from claims.detection.en.encoder import LOWER, TOKENIZER, UPPER
from claims.detection.en.training.finetune import BASE, EXIT, Heads

OPSET = 17


class _Layer(torch.nn.Module):
    """One layer of the encoder for one sentence without padding: the same figures by fewer steps.

    Query, key and value are one product, the scale is part of the query's weights, and no shape has to be looked up.
    """

    def __init__(self, layer: Any) -> None:
        super().__init__()
        attention = layer.attention.self
        parts = (attention.query, attention.key, attention.value)
        self.heads, self.width = attention.num_attention_heads, attention.query.out_features
        scales = (1 / math.sqrt(self.width // self.heads), 1.0, 1.0)
        scaled = [(part.weight * scale, part.bias * scale) for part, scale in zip(parts, scales, strict=True)]
        self.weight = torch.nn.Parameter(torch.cat([weight for weight, _ in scaled]).T.contiguous())
        self.bias = torch.nn.Parameter(torch.cat([bias for _, bias in scaled]))
        self.joined, self.joined_norm = layer.attention.output.dense, layer.attention.output.LayerNorm
        self.wide, self.narrow, self.norm = layer.intermediate.dense, layer.output.dense, layer.output.LayerNorm

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        parts = (states @ self.weight + self.bias).view(-1, 3, self.heads, self.width // self.heads)
        query, key, value = parts.permute(1, 2, 0, 3).unbind(0)
        seen = torch.softmax(query @ key.transpose(1, 2), -1) @ value
        states = self.joined_norm(states + self.joined(seen.permute(1, 0, 2).reshape(-1, self.width)))
        return self.norm(states + self.narrow(torch.nn.functional.gelu(self.wide(states))))


class _Lower(torch.nn.Module):
    """From word pieces to the exit: the states of the words, and the heads' logits there."""

    def __init__(self, network: Heads) -> None:
        super().__init__()
        self.embeddings, self.heads = network.encoder.embeddings, network.exit_heads
        self.layers = torch.nn.Sequential(*map(_Layer, network.encoder.encoder.layer[:EXIT]))

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = self.layers(self.embeddings(input_ids=ids, token_type_ids=torch.zeros_like(ids))[0])
        return states, self.heads(states.mean(0, keepdim=True))


class _Upper(torch.nn.Module):
    """From the exit to the top: the heads' logits, and the mean of the words that they read."""

    def __init__(self, network: Heads) -> None:
        super().__init__()
        self.layers, self.heads = torch.nn.Sequential(*map(_Layer, network.encoder.encoder.layer[EXIT:])), network.heads

    def forward(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        vector = self.layers(states).mean(0, keepdim=True)
        return self.heads(vector), vector


def export(network: Heads, folder: Path) -> None:
    """Both halves and ``tokenizer.json`` in ``folder``.

    Weights get 7 bits, per channel: with 8, the products of processors that have AVX2 but no VNNI overflow, and one
    sentence would get other figures on other machines.
    """
    network = network.eval().float()
    ids = torch.ones(1, 6, dtype=torch.long)
    states = torch.zeros(6, network.encoder.config.hidden_size)
    _write(_Lower(network), ids, ("ids", "states", "logits"), folder / LOWER)
    _write(_Upper(network), states, ("states", "logits", "vector"), folder / UPPER)
    (folder / TOKENIZER).write_bytes((BASE / "tokenizer.json").read_bytes())


def _write(part: torch.nn.Module, example: torch.Tensor, names: tuple[str, str, str], target: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            part.eval(),
            (example,),
            str(plain),
            input_names=[names[0]],
            output_names=[*names[1:]],
            dynamic_axes={"ids": {1: "pieces"}, "states": {0: "pieces"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            plain, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
        )  # fmt: skip
