package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.run.Summary;
import org.temper.api.Seeds;
import org.temper.cli.recommenders.comparison.MethodComparison.Findings;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.evaluation.ranking.PolicyScorer;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.models.hf.RecommenderDirectory;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * The feedback loops of methods in one simulated world: all train on its log; then the policy that
 * a method trained decides what the next log of that method shows, all is trained anew on that, and
 * so on. Settings are those that were chosen on the first log.
 *
 * @param world the world, whose own policy shows what is in the first log
 * @param maker makes the comparison on a log
 * @param methods the methods, cloning among them, each of which trains a policy
 * @param loops how many logs follow the first, at least 1
 * @param seed decides what is shown
 */
public record FeedbackLoops(
    InteractionSimulator world, Maker maker, ImmutableList<Method> methods, int loops, long seed)
    implements Comparisons {
  private static final Logger LOG = LoggerFactory.getLogger(FeedbackLoops.class);

  /** Makes the comparison on a simulated log. */
  @FunctionalInterface
  public interface Maker {
    /**
     * A comparison.
     *
     * @param simulator of the log, which knows the truth
     * @param methods what is compared
     * @return the comparison
     */
    MethodComparison of(InteractionSimulator simulator, List<Method> methods);
  }

  /** What came of one log. */
  private record Round(
      InteractionSimulator simulator,
      MethodComparison comparison,
      Findings findings,
      Path directory) {

    MethodResult result(String method) {
      return findings.results().stream()
          .filter(result -> result.method().name().equals(method))
          .findFirst()
          .orElseThrow();
    }

    /** The policy that a method trained, to be closed by the caller. */
    RecommenderPolicy policy(String method) throws IOException {
      Models models = comparison.models();
      return models.withPrior(
          RecommenderDirectory.load(
                  SavedModels.folder(directory).resolve(method),
                  models.options(comparison.seeds().get(0)))
              .policy());
    }
  }

  @Override
  public List<InteractionLog> logs() {
    return List.of(world.log());
  }

  @Override
  public void run(Path out, Map<String, String> settings, PrintWriter terminal) throws IOException {
    Summary summary = new Summary();
    LoopFigures figures = new LoopFigures(summary, seed);
    Round first = round(world, methods, out.resolve("loop-0"), settings);
    methods.forEach(method -> put(figures, 0, method.name(), first));
    for (Method method : methods) {
      List<Method> fixed = fixed(method.name(), first);
      Round last = first;
      for (int loop = 1; loop <= loops; loop++) {
        InteractionSimulator next = shownBy(method.name(), last, loop);
        Path directory = out.resolve("loop-" + loop).resolve(method.name());
        last = round(next, fixed, directory, settings);
        put(figures, loop, method.name(), last);
        summary.write(out.resolve("summary.json"));
        LOG.info("{}: loop {} of {} measured", method.name(), loop, loops);
      }
    }
    terminal.println();
    terminal.print(figures.table());
    terminal.println();
    terminal.println("Written to " + out + ": summary.json, and a directory for each log");
    terminal.flush();
  }

  private Round round(
      InteractionSimulator simulator, List<Method> of, Path directory, Map<String, String> settings)
      throws IOException {
    MethodComparison comparison = maker.of(simulator, of);
    LOG.info("{}", comparison.experiment().description());
    try (TrainingStages stages = TrainingStages.in(directory, settings)) {
      SavedModels saved = SavedModels.in(directory, comparison.experiment(), settings);
      return new Round(simulator, comparison, comparison.run(stages, saved), directory);
    }
  }

  /** The method and cloning, with the settings that were chosen on the first log. */
  private static List<Method> fixed(String method, Round first) {
    ImmutableMap.Builder<String, Double> chosen = ImmutableMap.builder();
    chosen.put(method, first.result(method).chosen());
    chosen.put(Methods.CLONING, first.result(Methods.CLONING).chosen());
    return Methods.of(List.of(method), chosen.buildKeepingLast());
  }

  /** Users come at the same times whichever method decides what they are shown. */
  private InteractionSimulator shownBy(String method, Round last, int loop) throws IOException {
    try (RecommenderPolicy policy = last.policy(method)) {
      MethodComparison comparison = last.comparison();
      int known = comparison.experiment().items();
      PolicyScorer scorer = PolicyScorer.of(policy, comparison.models().shape().maxLength());
      // Of who has met nothing it knows nothing: what is shown then is drawn evenly.
      ItemScorer anything = queries -> new float[queries.size()][known];
      return world.shownBy(
          ShownCatalog.of(
              scorer.withFallback(anything),
              comparison.experiment().log().items(),
              world.log().items()),
          Seeds.derive(seed, "feedback-loop", loop) >>> 1);
    }
  }

  private static void put(LoopFigures figures, int loop, String method, Round round) {
    figures.put(
        loop,
        method,
        round.simulator(),
        round.result(method).reported(),
        round.result(Methods.CLONING).reported());
  }
}
