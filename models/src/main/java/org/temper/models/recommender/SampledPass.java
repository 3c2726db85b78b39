package org.temper.models.recommender;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;
import org.temper.models.scoring.Draws;
import org.temper.models.scoring.Encoding;
import org.temper.models.scoring.HeadPass;
import org.temper.models.scoring.ScoreRequest;

/** A pass that reads the rows of the table that its batch and its sample name, and no other. */
final class SampledPass {
  private final ItemNetwork network;
  private final ScoreRequest request;
  private final Draws draws;
  private final Sample sample;
  private @Nullable Known known;

  SampledPass(ItemNetwork network, ScoreRequest request, Draws draws, Sample sample) {
    this.network = network;
    this.request = request;
    this.draws = draws;
    this.sample = sample;
  }

  /** The states; called with gradient mode on. */
  Encoding encode(NDManager scope) {
    NDArray items = sample.items(scope, draws);
    ItemEncoding encoding =
        network.reaching(scope, request.batch(), request.layout(), draws, items);
    known = new Known(items, encoding.table());
    return encoding;
  }

  /** The scores, once the states are there; called with gradient mode off. */
  HeadPass score(NDManager scope, Encoding.States states) {
    Known made = requireNonNull(known);
    return sample.score(scope, states, made.items(), made.table());
  }

  /** What the states choose from. */
  interface Sample {

    /** The ids to look up, int64 of any shape. */
    NDArray items(NDManager scope, Draws draws);

    /**
     * The scores of the scored items.
     *
     * @param items what {@link #items} gave
     * @param table where they lie
     */
    HeadPass score(NDManager scope, Encoding.States states, NDArray items, ItemTable table);
  }

  private record Known(NDArray items, ItemTable table) {}
}
