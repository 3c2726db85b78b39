package org.temper.cli.tuning;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.temper.api.Seeds;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.arithmetic.Operation;

/**
 * Questions of worded arithmetic by what they are for. No equation has two purposes.
 *
 * @param seed decides the questions, and nothing of which equation is for what
 */
record Questions(long seed) {
  private static final int LONGER = 199;
  private static final int LONGEST_SHORT = ArithmeticTasks.LARGEST;

  /** What a question is for. */
  enum Purpose {
    /** Answers of it are tuned on. */
    TRAINING,
    /** A checkpoint is chosen by it, or a recalibrator fitted on it. */
    VALIDATION,
    /** A threshold of abstention is chosen by it. */
    THRESHOLD,
    /** It is reported on. */
    TEST,
    /** It is reported on, and unlike all others: at least one of its numbers has three digits. */
    OOD
  }

  /** Questions, each once. */
  List<ArithmeticTask> tasks(Purpose purpose, int count) {
    long draws = Seeds.derive(seed, "calibration-" + purpose);
    ArithmeticTasks source =
        switch (purpose) {
          case TRAINING -> ArithmeticTasks.of(Part.TRAINING, seed);
          case OOD -> ArithmeticTasks.upTo(LONGER, Part.HELD_OUT, draws);
          default -> ArithmeticTasks.of(Part.HELD_OUT, draws);
        };
    Set<ArithmeticTask> tasks = new LinkedHashSet<>();
    Stream.generate(source::next)
        .filter(task -> purposeOf(task) == purpose)
        .takeWhile(task -> tasks.size() < count)
        .forEach(tasks::add);
    return List.copyOf(tasks);
  }

  /** Of the held-out equations half are to report on, a quarter each for the two choices. */
  private static Purpose purposeOf(ArithmeticTask task) {
    int first = task.first();
    int second = task.second();
    if (Math.max(first, second) > LONGEST_SHORT) {
      return Purpose.OOD;
    }
    if (ArithmeticTasks.partOf(first, task.operation(), second) == Part.TRAINING) {
      return Purpose.TRAINING;
    }
    int sign = task.operation() == Operation.ADD ? 0 : 1;
    long equation = Seeds.derive(first, "equation", second, sign);
    return switch (Math.floorMod(equation, 4)) {
      case 0 -> Purpose.VALIDATION;
      case 1 -> Purpose.THRESHOLD;
      default -> Purpose.TEST;
    };
  }
}
