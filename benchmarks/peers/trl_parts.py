"""What the Python side's steps share: models, a tokenizer, a clock and the settings that every trainer gets."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_DATASETS_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_DISABLE_PROGRESS_BARS="1",
    TRL_EXPERIMENTAL_SILENCE="1",
    TOKENIZERS_PARALLELISM="false",
    WANDB_DISABLED="true",
)

from worker_protocol import answer, next_command  # noqa: E402

import torch  # noqa: E402
import transformers  # noqa: E402

transformers.utils.logging.set_verbosity_error()

END_TOKEN = 0
PAD_TOKEN = 1


def load_model(workload: dict):
    return transformers.AutoModelForCausalLM.from_pretrained(
        workload["model"], dtype=torch.float32, attn_implementation="sdpa"
    )


def tokenizer(vocabulary_size: int = 2):
    """A tokenizer in whose texts each word is the number of a token.

    Where the data come as ids it is never used: but a trainer wants one for its padding token.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {str(i): i for i in range(vocabulary_size)}
    del vocabulary[str(END_TOKEN)], vocabulary[str(PAD_TOKEN)]
    words = Tokenizer(models.WordLevel({"<end>": END_TOKEN, "<pad>": PAD_TOKEN, **vocabulary}, unk_token="<pad>"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=words, eos_token="<end>", pad_token="<pad>", padding_side="left"
    )


class Quit(Exception):
    """The driver wants no further step."""


@dataclass
class Clock:
    """Waits for the driver between a trainer's steps, and keeps the time of each.

    A step's time runs from the end of the step before it, less the wait, to its own end: it holds everything that the
    trainer does, data loading and optimizer included. A step's loss is the sum of what its micro-batches gave.
    """

    losses: list[torch.Tensor] = field(default_factory=list)
    figures: dict = field(default_factory=dict)
    start: float = 0.0

    def wait(self) -> None:
        if next_command()["command"] != "step":
            raise Quit
        self.start = time.perf_counter()

    def step_ended(self) -> None:
        figures = dict(self.figures)
        if self.losses:
            figures["loss"] = sum(loss.item() for loss in self.losses)
        answer({"seconds": time.perf_counter() - self.start, **figures})
        self.losses.clear()
        self.figures.clear()
        self.wait()

    def callback(self) -> transformers.TrainerCallback:
        clock = self

        class AtEachStep(transformers.TrainerCallback):
            def on_train_begin(self, *args, **kwargs):
                answer({"ready": True})
                clock.wait()

            def on_step_end(self, *args, **kwargs):
                clock.step_ended()

        return AtEachStep()


def settings(workload: dict, options: dict, directory: str) -> dict:
    """What every trainer is set to: the same optimizer, no logging, saving or progress bar."""
    return dict(
        output_dir=directory,
        learning_rate=workload["learningRate"],
        lr_scheduler_type="constant",
        weight_decay=0.0,
        max_grad_norm=workload["maxGradientNorm"],
        optim="adamw_torch_fused",
        gradient_checkpointing=options["checkpoint"],
        bf16=options["bfloat16"],
        use_cpu=True,
        dataloader_pin_memory=False,
        logging_strategy="no",
        logging_nan_inf_filter=False,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )
