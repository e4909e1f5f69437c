"""Training of the English model: data, the linear scorer, the encoder, calibration and the figures for its card."""
