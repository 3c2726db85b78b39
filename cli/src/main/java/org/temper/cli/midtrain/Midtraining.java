package org.temper.cli.midtrain;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.temper.api.Policy;
import org.temper.api.TokenSequence;
import org.temper.cli.training.Examples;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.Split;
import org.temper.data.mixture.Mixture;
import org.temper.data.mixture.MixtureUse;

/** A mid-training run: new data, and old data replayed beside it. */
public final class Midtraining {

  private Midtraining() {}

  /**
   * What a run reads.
   *
   * @param fresh the new sources, at least one
   * @param old the old data, if any: measured on in any case, trained on at its share
   */
  public record Data(List<Source> fresh, Optional<Source> old) {

    /** Copies. */
    public Data {
      fresh = List.copyOf(fresh);
    }

    /**
     * All sources, the old data last.
     *
     * @return at least one
     */
    public List<Source> all() {
      return Stream.concat(fresh.stream(), old.stream()).toList();
    }

    /**
     * What is measured on.
     *
     * @return sequences by bucket, those of the old data last
     */
    ListMultimap<String, TokenSequence> heldOut() {
      ImmutableListMultimap.Builder<String, TokenSequence> heldOut =
          ImmutableListMultimap.builder();
      all().forEach(source -> heldOut.putAll(source.bucket(), source.examples().heldOut()));
      return heldOut.build();
    }

    /**
     * Counts examples.
     *
     * @param sources some of the sources
     * @return the counts of all of them together
     */
    public Examples count(List<Source> sources) {
      return Examples.of(
          new Split<>(
              sources.stream().flatMap(source -> source.examples().train().stream()).toList(),
              sources.stream().flatMap(source -> source.examples().heldOut().stream()).toList()),
          TokenSequence::length,
          sequence -> 1);
    }

    /**
     * The buckets of new data that are measured on.
     *
     * @return each once
     */
    List<String> freshBuckets() {
      return fresh.stream()
          .filter(source -> !source.examples().heldOut().isEmpty())
          .map(Source::bucket)
          .distinct()
          .toList();
    }
  }

  /**
   * A run's record and what it drew.
   *
   * @param trained what was recorded
   * @param uses what was drawn from each source
   */
  public record Outcome(Trained trained, List<MixtureUse> uses) {}

  /**
   * Trains a policy.
   *
   * @param policy what is trained
   * @param options how sources are weighted
   * @param data what is trained and measured on
   * @param replay the old data's share, in [0, 1)
   * @param training how
   * @param terminal where it is said what will be drawn
   * @return the run
   * @throws IllegalArgumentException if options are at odds with the sources, or a source would run
   *     dry; nothing is written then
   */
  public static Outcome run(
      Policy policy,
      MixtureOptions options,
      Data data,
      double replay,
      TrainingSettings training,
      PrintWriter terminal) {
    Mixture mixture =
        options.mixture(data.fresh(), data.old(), replay, training.batches(), training.updates());
    List<MixtureUse> uses = mixture.uses(training.seed());
    if (training.start() == Start.FRESH) {
      uses.forEach(use -> terminal.println(said(use)));
      terminal.flush();
    }
    return new Outcome(Stages.mixture(policy, mixture, data.heldOut(), training), uses);
  }

  private static String said(MixtureUse use) {
    return String.format(
        Locale.ROOT,
        "source: %s, a share of %.4f%s at first, %,d examples, %.2f epochs",
        use.name(),
        use.share(),
        use.share() == use.asked()
            ? ""
            : String.format(Locale.ROOT, " (lowered from, or raised above, %.4f)", use.asked()),
        use.examples(),
        use.epochs());
  }
}
