package org.temper.algorithms.rejection;

import java.nio.file.Path;
import java.util.List;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.api.SequenceBatch;

/** A run in a process of its own, to be killed: {@code main(out, milliseconds)}. */
final class KilledRejection {
  private KilledRejection() {}

  /**
   * Runs or resumes.
   *
   * @param args the run's directory, and how long each judgment and each update takes
   */
  public static void main(String[] args) {
    resume(Path.of(args[0]), Long.parseLong(args[1]));
  }

  /** The weights at the end. */
  static float[] resume(Path out, long milliseconds) {
    LookUp toy =
        new LookUp(
            out,
            judge ->
                (tasks, played) -> {
                  sleep(milliseconds);
                  return judge.rewards(tasks, played);
                },
            trainer ->
                new Trainer<SequenceBatch>() {
                  @Override
                  public Metrics update(List<SequenceBatch> microBatches) {
                    sleep(milliseconds);
                    return trainer.update(microBatches);
                  }

                  @Override
                  public TrainerDescription description() {
                    return trainer.description();
                  }
                });
    try (toy) {
      toy.run(toy.config()).resume();
      return toy.weights();
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
