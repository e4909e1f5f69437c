"""Quality of the claim detector, task by task, beside baselines of the same run."""
