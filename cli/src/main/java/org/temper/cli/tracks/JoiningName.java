package org.temper.cli.tracks;

import java.util.Locale;

/** The ways of making one model, by their names in figures and directories. */
public enum JoiningName {
  /** One run from the start on both tracks' tasks in equal shares. */
  MIXED,
  /** One track after the other, in both orders. */
  SEQUENTIAL,
  /** The mean of the experts' weights. */
  AVERAGE,
  /** The sum of their task vectors. */
  TASK_ARITHMETIC,
  /** The sum of what agrees in sign of their largest changes. */
  TIES,
  /** The sum of their task vectors, of which a part is dropped and the rest scaled up. */
  DARE,
  /** The way from one expert to the other on a sphere, half of it. */
  SLERP,
  /** On-policy distillation, each task by its track's expert. */
  DISTILL,
  /** The same with the same weight for each token, whatever its domain. */
  DISTILL_TOKEN_MEAN,
  /** On-policy distillation to the sum of both experts' rewards. */
  SUMMED,
  /** The same, from the sum of their task vectors. */
  SUMMED_FROM_TASK_ARITHMETIC,
  /** Supervised fine-tuning on the experts' samples. */
  SFT;

  /** The name in figures. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
