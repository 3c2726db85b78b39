package org.temper.cli.arithmetic;

import java.util.Random;
import java.util.stream.Stream;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;

/**
 * Text to pretrain on: bare equations, and questions that are answered in words, all of the
 * training split. No document answers a question with an equation: that form is left for supervised
 * fine-tuning to teach.
 */
public final class ArithmeticCorpus {
  private static final double EQUATIONS = 0.5;

  private ArithmeticCorpus() {}

  /**
   * An endless stream of documents.
   *
   * @param seed what makes them; the same seed gives the same documents
   * @return the documents, to be read by one thread
   */
  public static Stream<String> documents(long seed) {
    return documents(Part.TRAINING, seed);
  }

  /**
   * An endless stream of documents of either split: those held out are never trained on.
   *
   * @param part which equations it draws from
   * @param seed what makes them; the same seed gives the same documents
   * @return the documents, to be read by one thread
   */
  public static Stream<String> documents(Part part, long seed) {
    ArithmeticTasks tasks = ArithmeticTasks.of(part, seed);
    Random random = new Random(~seed);
    return Stream.generate(
        () -> {
          ArithmeticTask task = tasks.next();
          return random.nextDouble() < EQUATIONS
              ? task.equation() + "."
              : task.question() + " " + task.sentence();
        });
  }
}
