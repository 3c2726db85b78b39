package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.api.TextCodec;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;

/**
 * Questions of one kind, and goals of their answers.
 *
 * @param name in lower snake case
 * @param kind which questions there are
 * @param goals by name
 */
record Domain(String name, Predicate<ArithmeticTask> kind, ImmutableMap<String, Goal> goals) {

  /** Distinct questions. */
  List<ArithmeticTask> questions(Part part, long seed, int count) {
    ArithmeticTasks source = ArithmeticTasks.of(part, seed);
    List<ArithmeticTask> questions = new ArrayList<>();
    while (questions.size() < count) {
      ArithmeticTask next = source.next();
      if (kind.test(next) && !questions.contains(next)) {
        questions.add(next);
      }
    }
    return questions;
  }

  /** Questions as a model is given them. */
  static List<PromptedTask<ArithmeticTask>> prompted(
      List<ArithmeticTask> questions, TextCodec codec) {
    return IntStream.range(0, questions.size())
        .mapToObj(
            i ->
                PromptedTask.of(
                    "question " + (i + 1),
                    questions.get(i),
                    codec.encodePrompt(questions.get(i).question())))
        .toList();
  }
}
