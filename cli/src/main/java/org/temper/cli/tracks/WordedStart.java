package org.temper.cli.tracks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.temper.api.Seeds;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.rl.Demonstrations;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Trained;
import org.temper.data.PromptCompletion;
import org.temper.models.hf.LanguageModel;

/**
 * Demonstrations of worded arithmetic; no number of their answers is wrong.
 *
 * @param form how a question is answered
 */
record WordedStart(Form form) implements TracksStart.Stage {

  /** The form of an answer. */
  @FunctionalInterface
  interface Form {

    /** The answer that is shown. */
    String answer(ArithmeticTask task, SplittableRandom random);
  }

  @Override
  public Trained show(LanguageModel model, int count, Origins origins, Path out, long seed) {
    SplittableRandom random = Seeds.random(seed, "tracks-shown");
    List<PromptCompletion> shown = new ArrayList<>();
    for (ArithmeticTask task : ArithmeticTasks.of(Part.TRAINING, ~seed).next(count)) {
      shown.add(new PromptCompletion(task.question(), form.answer(task, random)));
    }
    return Demonstrations.show(model, shown, origins, out, seed);
  }
}
