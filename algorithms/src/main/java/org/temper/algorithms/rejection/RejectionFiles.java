package org.temper.algorithms.rejection;

import java.nio.file.Path;
import org.temper.algorithms.checkpoints.Checkpoints;

/**
 * The files of a run.
 *
 * @param out the directory that the run writes into
 */
record RejectionFiles(Path out) {

  /** What decides the numbers. */
  Path identity() {
    return out.resolve("run.json");
  }

  /** What is recorded by round. */
  Path metrics() {
    return out.resolve("metrics.jsonl");
  }

  /** What was accepted in all rounds. */
  Path accepted() {
    return out.resolve("accepted.jsonl");
  }

  /** The trainer after the best and the last round. */
  Checkpoints rounds() {
    return Checkpoints.in(out);
  }

  /** The trainer before the first round. */
  Checkpoints start() {
    return Checkpoints.in(out.resolve("start"));
  }

  /** All episodes that a round sampled. */
  Path sampled(int round) {
    return round(round).resolve("sampled.jsonl");
  }

  /** The episodes of held-out tasks after a round. */
  Path heldOut(int round) {
    return round(round).resolve("held-out.jsonl");
  }

  /** The run of a round's fine-tuning. */
  Path training(int round) {
    return round(round).resolve("training");
  }

  private Path round(int round) {
    return out.resolve(String.format("round-%04d", round));
  }
}
