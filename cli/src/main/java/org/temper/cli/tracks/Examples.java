package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.temper.algorithms.tracks.TrackBudget;
import org.temper.api.Seeds;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.tracks.TracksExample.Learned;
import org.temper.data.PromptCompletion;

/** The shipped examples. */
final class Examples {
  private Examples() {}

  /**
   * Two rewards of the same questions: the right number in whatever form, and a sentence whatever
   * its numbers. What is wanted is both.
   */
  static TracksExample conflict(Sizes sizes) {
    Goal logic = Forms::isRight;
    Goal chat = Forms::isSentence;
    Domain questions =
        new Domain(
            "questions",
            question -> true,
            ImmutableMap.of("logic", logic, "chat", chat, "both", logic.and(chat)));
    return new TracksExample(
        seed -> shown(seed, sizes.demonstrations(), sizes.sentences()),
        List.of(questions),
        ImmutableMap.of(
            "logic", new Learned(questions, "logic"), "chat", new Learned(questions, "chat")),
        sizes.budget(),
        sizes.joint(),
        List.of(
            JoiningName.MIXED,
            JoiningName.SEQUENTIAL,
            JoiningName.AVERAGE,
            JoiningName.TASK_ARITHMETIC,
            JoiningName.TIES,
            JoiningName.DARE,
            JoiningName.SLERP,
            JoiningName.DISTILL,
            JoiningName.SUMMED,
            JoiningName.SUMMED_FROM_TASK_ARITHMETIC));
  }

  record Sizes(int demonstrations, double sentences, TrackBudget budget, int joint) {}

  /** Questions answered by equations, and some by sentences. */
  private static List<PromptCompletion> shown(long seed, int count, double sentences) {
    SplittableRandom random = Seeds.random(seed, "tracks-forms");
    List<PromptCompletion> shown = new ArrayList<>();
    for (ArithmeticTask task : ArithmeticTasks.of(Part.TRAINING, ~seed).next(count)) {
      boolean sentence = random.nextDouble() < sentences;
      shown.add(
          new PromptCompletion(
              task.question(), sentence ? " " + task.sentence() : task.completion()));
    }
    return shown;
  }
}
