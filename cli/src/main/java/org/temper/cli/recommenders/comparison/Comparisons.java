package org.temper.cli.recommenders.comparison;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.temper.interactions.InteractionLog;

/** Comparisons of methods that are run and reported together. */
public sealed interface Comparisons permits FeedbackLoops, NoiseSweep, WorldComparison {
  /**
   * The logs that are trained on and follow from no option.
   *
   * @return in order
   */
  List<InteractionLog> logs();

  /**
   * Runs everything that an earlier run in the directory did not do.
   *
   * @param out the directory to write into, made here
   * @param settings whatever decides the numbers
   * @param terminal where the tables go
   * @throws IOException if something cannot be written
   */
  void run(Path out, Map<String, String> settings, PrintWriter terminal) throws IOException;
}
