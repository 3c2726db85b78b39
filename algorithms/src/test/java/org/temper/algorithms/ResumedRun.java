package org.temper.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.testkit.Epochs;

/**
 * A run that is killed in its second epoch and resumed, beside one that goes on.
 *
 * @param directory holds both
 */
record ResumedRun(Path directory) {

  /**
   * Compares their files, byte for byte.
   *
   * @param trainer the trainer as it is before a run
   * @param part what is trained, as its file is called
   */
  <B> void assertSame(Supplier<? extends Trainer<B>> trainer, UpdateSource<B> source, String part) {
    TrainingRun.of(trainer.get(), source, config("whole")).start();
    TrainingRun<B> run =
        TrainingRun.of(
            trainer.get(),
            Epochs.source(
                5, (seed, epoch) -> epoch == 1 ? failing() : Epochs.of(source, seed, epoch)),
            config("killed"));
    assertThatThrownBy(run::start).hasMessage("killed");
    TrainingRun.of(trainer.get(), source, config("killed")).resume();
    for (String file :
        List.of(
            "metrics.jsonl",
            "checkpoints/update-00000012/" + part + ".ndlist",
            "checkpoints/update-00000012/optimizer.ndlist")) {
      assertThat(directory.resolve("killed").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("whole").resolve(file));
    }
  }

  private static <B> List<UpdateBatch<B>> failing() {
    throw new IllegalStateException("killed");
  }

  private RunConfig config(String name) {
    return RunConfig.of(directory.resolve(name), RunLength.ofUpdates(12), 3).withCheckpointEvery(3);
  }
}
