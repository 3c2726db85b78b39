"""Iterations of reinforcement learning with TRL: generate, reward, old and reference log-probabilities, update.

The reward is a program: the share of even ids among a completion's tokens. Both trainers are TRL's own, with
transformers' generation. Where a workload's examples hold completions, these take the place of what would be
generated, so that both sides can be compared to the last digit.
"""

from __future__ import annotations

import tempfile
import time
from types import SimpleNamespace

from trl_parts import Clock, Quit, load_model, settings, tokenizer

import torch
import transformers


def share_of_even(completion_ids: list[list[int]], **_) -> list[float]:
    return [sum(token % 2 == 0 for token in ids) / len(ids) for ids in completion_ids]


def text(ids: list[int]) -> str:
    return " ".join(map(str, ids))


def record_gradient_norm(optimizer, policy, clock: Clock) -> None:
    """Of the policy's parameters, before an update, which follows clipping: for workloads that do not clip."""

    def before(*_):
        gradients = [parameter.grad for parameter in policy.parameters() if parameter.grad is not None]
        clock.figures["gradientNorm"] = torch.nn.utils.get_total_norm(gradients).item()

    optimizer.register_step_pre_hook(before)


def given(workload: dict) -> dict[str, list[list[int]]]:
    """The completions of each prompt, by the prompt's text."""
    examples = [example for batch in workload["batches"] for example in batch]
    return {text(e["prompt"]): e["completions"] for e in examples if "completions" in e}


# ---------------------------------------------------------------- GRPO


def grpo(workload: dict, options: dict) -> None:
    import datasets
    import trl

    datasets.disable_progress_bars()
    clock = Clock()
    recorded = given(workload)
    group = workload["groupSize"]
    rows = len(workload["batches"][0]) * group

    class Timed(trl.GRPOTrainer):
        def training_step(self, *args, **kwargs):
            loss = super().training_step(*args, **kwargs)
            clock.losses.append(loss)
            return loss

        def _generate_and_score_completions(self, *args, **kwargs):
            start = time.perf_counter()
            scored = super()._generate_and_score_completions(*args, **kwargs)
            whole = time.perf_counter() - start
            clock.figures["scoringSeconds"] = whole - clock.figures.get("generationSeconds", 0.0)
            return scored

        def _generate_single_turn(self, prompt_ids, *args, **kwargs):
            if not recorded:
                start = time.perf_counter()
                turn = super()._generate_single_turn(prompt_ids, *args, **kwargs)
                clock.figures["generationSeconds"] = time.perf_counter() - start
                return turn
            left = {name: list(completions) for name, completions in recorded.items()}
            return [left[text(ids)].pop(0) for ids in prompt_ids], None

        def _calculate_rewards(self, *args, **kwargs):
            rewards = super()._calculate_rewards(*args, **kwargs)
            clock.figures["reward"] = rewards.mean().item()
            return rewards

    prompts = [{"prompt": text(e["prompt"])} for batch in workload["batches"] for e in batch]
    length = workload["completionLength"]
    with tempfile.TemporaryDirectory() as directory:
        config = trl.GRPOConfig(
            per_device_train_batch_size=workload["microBatch"],
            gradient_accumulation_steps=rows // workload["microBatch"],
            num_generations=group,
            max_completion_length=length,
            generation_kwargs={"min_new_tokens": length},
            temperature=1.0,
            beta=workload["beta"],
            epsilon=workload["clip"],
            loss_type="grpo",
            scale_rewards="group",
            num_iterations=1,
            shuffle_dataset=False,
            max_steps=len(workload["batches"]),
            **settings(workload, options, directory),
        )
        trainer = Timed(
            model=load_model(workload),
            reward_funcs=share_of_even,
            args=config,
            train_dataset=datasets.Dataset.from_list(prompts),
            processing_class=tokenizer(workload["vocabulary"]),
            callbacks=[clock.callback()],
        )
        if recorded:
            trainer.create_optimizer()
            record_gradient_norm(trainer.optimizer, trainer.model, clock)
        try:
            trainer.train()
        except Quit:
            pass


# ---------------------------------------------------------------- PPO


class EvenRewards(torch.nn.Module):
    """The program as what PPOTrainer takes for a reward model: a backbone whose last "hidden state" at each position
    is the share of even ids among the last tokens up to there, as many as a completion has."""

    base_model_prefix = "backbone"

    def __init__(self, length: int):
        super().__init__()
        self.backbone = lambda input_ids, **_: SimpleNamespace(hidden_states=[self._shares(input_ids, length)])
        self.score = torch.nn.Identity()

    @staticmethod
    def _shares(ids: torch.Tensor, length: int) -> torch.Tensor:
        even = (ids % 2 == 0).float().cumsum(1)
        before = torch.nn.functional.pad(even, (length, 0))[:, : even.size(1)]
        return ((even - before) / length).unsqueeze(-1)


def ppo(workload: dict, options: dict) -> None:
    import datasets
    import trl.experimental.ppo.ppo_trainer as source
    from trl.experimental.ppo import PPOConfig, PPOTrainer

    datasets.disable_progress_bars()
    clock = Clock()
    recorded = given(workload)
    rows = len(workload["batches"][0])
    length = workload["completionLength"]

    class Timed(PPOTrainer):
        def log(self, metrics, *args, **kwargs):
            clock.figures.update(
                reward=metrics["objective/scores"],
                kl=metrics["objective/kl"],
                policyLoss=metrics["loss/policy_avg"],
                valueLoss=metrics["loss/value_avg"],
            )

    if recorded:

        def answered(model, queries, _, pad_token, __):
            responses = [recorded[text(row[row != pad_token].tolist())][0] for row in queries]
            whole = torch.cat((queries, torch.tensor(responses)), 1)
            return whole, source.forward(model, whole, pad_token).logits[:, queries.size(1) - 1 : -1]

        source.batch_generation = answered

    words = tokenizer(workload["vocabulary"])
    prompts = datasets.Dataset.from_list(
        [{"input_ids": example["prompt"]} for batch in workload["batches"] for example in batch]
    )
    value_model = transformers.AutoModelForSequenceClassification.from_pretrained(
        workload["valueModel"], num_labels=1, dtype=torch.float32, attn_implementation="sdpa"
    )
    with tempfile.TemporaryDirectory() as directory:
        config = PPOConfig(
            per_device_train_batch_size=workload["microBatch"],
            gradient_accumulation_steps=rows // workload["microBatch"],
            local_rollout_forward_batch_size=workload["microBatch"],
            total_episodes=rows * len(workload["batches"]),
            num_ppo_epochs=1,
            num_mini_batches=1,
            num_sample_generations=0,
            response_length=length,
            temperature=1.0,
            kl_coef=workload["beta"],
            kl_estimator="k1",
            cliprange=workload["clip"],
            vf_coef=workload["valueCoefficient"],
            cliprange_value=workload["valueClip"],
            gamma=workload["discount"],
            lam=workload["gaeLambda"],
            **settings(workload, options, directory),
        )
        trainer = Timed(
            args=config,
            processing_class=words,
            model=load_model(workload),
            ref_model=load_model(workload),
            reward_model=EvenRewards(length),
            value_model=value_model,
            train_dataset=prompts,
            eval_dataset=prompts.select(range(rows)),
            callbacks=[clock.callback()],
        )
        # The same batches as the other side's, in its order; the trainer would shuffle them.
        trainer.dataloader = trainer.accelerator.prepare(
            torch.utils.data.DataLoader(prompts, batch_size=rows, collate_fn=trainer.data_collator)
        )
        if recorded:
            record_gradient_norm(trainer.optimizer.optimizer, trainer.model.policy, clock)
        try:
            trainer.train()
        except Quit:
            pass
