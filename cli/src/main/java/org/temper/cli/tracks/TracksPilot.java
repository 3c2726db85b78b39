package org.temper.cli.tracks;

import java.io.IOException;
import java.nio.file.Path;
import org.temper.algorithms.run.Summary;
import org.temper.algorithms.tracks.TrackBudget;
import org.temper.models.decoder.DecoderOptions;

/** PILOT. */
public final class TracksPilot {
  private TracksPilot() {}

  public static void run(String example, int demonstrations, double share, TrackBudget budget, int joint, Path out, long seed, DecoderOptions decoder, Summary summary, double kl, double rate, double jointRate, int jointPrompts, java.util.List<JoiningName> methods, java.util.List<Double> weights) throws IOException {
    Examples.Sizes sizes = new Examples.Sizes(demonstrations, share, budget, joint);
    new TracksExperiment(Examples.conflict(sizes), out, seed, 2000, 512, decoder, kl, rate, jointRate, jointPrompts, methods, weights).run(summary);
  }
}
