package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models.Kind;
import org.temper.models.recommender.ItemFrequencies;
import org.temper.models.recommender.Negatives;
import picocli.CommandLine.Option;

/** Options for what next-item prediction compares an item with, and for which items it updates. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class NegativeOptions {
  /** Where negatives come from. */
  enum Sampling {
    UNIFORM,
    SHARED,
    IN_BATCH,
    MIXED
  }

  /** Which rows of the table of items an update changes. */
  enum ItemUpdates {
    ALL,
    REACHED
  }

  @Option(
      names = "--negatives",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "drawn negatives of a sampled softmax; 0 for the softmax over the whole catalog. Without"
              + " --negative-sampling uniform ones of HSTU alone, 128 in its paper (default:"
              + " ${DEFAULT-VALUE})")
  private int negatives;

  @Option(
      names = "--negative-sampling",
      paramLabel = "KIND",
      description =
          "negatives of all models: ${COMPLETION-CANDIDATES}; uniform draws --negatives for each"
              + " item, shared once for a batch, in_batch takes the other items of the batch, mixed"
              + " both (default: none)")
  private @Nullable Sampling sampling;

  @Option(
      names = "--item-updates",
      paramLabel = "ROWS",
      defaultValue = "all",
      description =
          "which items' vectors an update of a sampled softmax changes: ${COMPLETION-CANDIDATES};"
              + " reached for those that it looked up, whose cost does not grow with the catalog"
              + " (default: ${DEFAULT-VALUE})")
  private ItemUpdates updates;

  void check() {
    checkArgument(negatives >= 0, "--negatives: expected at least 0, got %s", negatives);
    checkArgument(
        sampling == null || sampling == Sampling.IN_BATCH || negatives >= 1,
        "--negatives: expected at least 1 with --negative-sampling %s, got 0",
        Ascii.toLowerCase(String.valueOf(sampling)));
    checkArgument(
        sampling != Sampling.IN_BATCH || negatives == 0,
        "--negatives: expected none with --negative-sampling in_batch, got %s; mixed has both",
        negatives);
    checkArgument(
        updates == ItemUpdates.ALL || sampling != null || negatives > 0,
        "--item-updates: expected all, since the softmax over the catalog reaches every item, got"
            + " reached; or give --negative-sampling");
  }

  boolean byRows() {
    return updates == ItemUpdates.REACHED;
  }

  /** What a model of a kind is trained with; nothing for the softmax over the catalog. */
  Optional<Negatives> negatives(Kind kind, Experiment experiment) {
    if (sampling == null) {
      return kind == Kind.HSTU && negatives > 0 && negatives < experiment.items()
          ? Optional.of(Negatives.uniform(negatives))
          : Optional.empty();
    }
    return Optional.of(
        switch (sampling) {
          case UNIFORM -> Negatives.uniform(negatives);
          case SHARED -> Negatives.shared(negatives);
          case IN_BATCH -> Negatives.inBatch(frequencies(experiment));
          case MIXED -> Negatives.mixed(negatives, frequencies(experiment));
        });
  }

  private static ItemFrequencies frequencies(Experiment experiment) {
    return ItemFrequencies.of(
        experiment.split().train().itemCounts().stream().asLongStream().toArray());
  }
}
