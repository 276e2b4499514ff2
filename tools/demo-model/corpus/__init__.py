"""The texts that the demonstration model is trained on and scored with."""
