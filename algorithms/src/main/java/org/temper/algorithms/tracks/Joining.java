package org.temper.algorithms.tracks;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A way of making one model of experts, or, to compare with, of making it without them.
 *
 * <p>Those that merge weights, and distillation, are made where models and that algorithm are
 * known; those that only train are here.
 */
@FunctionalInterface
public interface Joining {

  /**
   * Makes the model. What was made by the same before is not made again.
   *
   * @param experts the experts and their start
   * @param out the joining's directory; the model is {@code model} in it
   * @return the joined model
   * @throws IOException if a file cannot be read or written
   */
  TrackResult join(Experts experts, Path out) throws IOException;

  /**
   * One track after the other, each from where the one before it ended; the expert of the first is
   * gone on from.
   *
   * @param training trains
   * @param tracks at least one, in order, the first of them one of the experts
   * @return the joining
   */
  static Joining sequential(TrackTraining training, List<Track> tracks) {
    ImmutableList<Track> order = ImmutableList.copyOf(tracks);
    return (experts, out) -> new Sequence(training, order).train(experts, out);
  }

  /**
   * One run from the start on a mixture of tracks, without experts.
   *
   * @param training trains
   * @param mixed the mixture, see {@link MixedTasks}
   * @return the joining
   */
  static Joining mixed(TrackTraining training, Track mixed) {
    return (experts, out) -> training.train(mixed, experts.start(), out);
  }
}
