package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.nio.file.Path;
import java.util.List;
import org.temper.algorithms.distillation.DistillationConfig;
import org.temper.algorithms.distillation.DistillationLoss;
import org.temper.algorithms.distillation.Routing;
import org.temper.algorithms.distillation.TokenShare;
import org.temper.algorithms.tracks.Experts;
import org.temper.algorithms.tracks.Joining;
import org.temper.algorithms.tracks.MixedTasks;
import org.temper.algorithms.tracks.Track;
import org.temper.algorithms.tracks.TrackTraining;
import org.temper.cli.tracks.DistillJoining.From;
import org.temper.cli.tracks.DistillJoining.Target;
import org.temper.models.merge.methods.Average;
import org.temper.models.merge.methods.Dare;
import org.temper.models.merge.methods.ExpertWeights;
import org.temper.models.merge.methods.MergeMethod;
import org.temper.models.merge.methods.Slerp;
import org.temper.models.merge.methods.TaskArithmetic;
import org.temper.models.merge.methods.Ties;

/**
 * The joinings of a run of tracks by name.
 *
 * @param training trains whatever is trained
 * @param models the models
 * @param setup the settings
 * @param tracks the tracks, in order
 * @param out where each has a directory
 */
record Joinings(
    TrackTraining training,
    LanguageTracks models,
    TracksSetup setup,
    List<Track> tracks,
    Path out) {
  private static final double DENSITY = 0.2;
  private static final double DROP = 0.5;

  /** The joinings of a name: one, but for {@code sequential}, which has both orders. */
  ImmutableMap<String, Joining> of(JoiningName name) {
    return switch (name) {
      case MIXED -> one(name, Joining.mixed(training, mixture("mixed")));
      case SEQUENTIAL -> sequential();
      case AVERAGE -> merge(name, new Average(ExpertWeights.equal()));
      case TASK_ARITHMETIC -> one(name, arithmetic());
      case TIES -> merge(name, Ties.paper(DENSITY, 1));
      case DARE -> merge(name, Dare.paper(DROP, training.seed(), Dare.Sum.LINEAR, 1));
      case SLERP -> merge(name, Slerp.paper(0.5));
      case DISTILL -> one(name, distill(Target.ROUTED, TokenShare.EQUAL_BY_DOMAIN, Experts::start));
      case DISTILL_TOKEN_MEAN ->
          one(name, distill(Target.ROUTED, TokenShare.TOKEN_MEAN, Experts::start));
      case SUMMED ->
          one(name, distill(Target.SUMMED_REWARDS, TokenShare.EQUAL_BY_DOMAIN, Experts::start));
      case SUMMED_FROM_TASK_ARITHMETIC ->
          one(
              name,
              distill(
                  Target.SUMMED_REWARDS,
                  TokenShare.EQUAL_BY_DOMAIN,
                  experts ->
                      arithmetic()
                          .join(experts, directory(JoiningName.TASK_ARITHMETIC.label()))
                          .model()));
      case SFT -> one(name, new SftJoining(models, setup, training.seed()));
    };
  }

  /** The directory of a joining. */
  Path directory(String name) {
    return out.resolve(name);
  }

  private static ImmutableMap<String, Joining> one(JoiningName name, Joining joining) {
    return ImmutableMap.of(name.label(), joining);
  }

  private ImmutableMap<String, Joining> merge(JoiningName name, MergeMethod method) {
    return one(name, new WeightJoining(method, models));
  }

  private Joining arithmetic() {
    return new WeightJoining(new TaskArithmetic(1, ExpertWeights.equal()), models);
  }

  /** The tracks in their order, and in the opposite one. */
  private ImmutableMap<String, Joining> sequential() {
    List<Track> reversed = Lists.reverse(tracks);
    return ImmutableMap.of(
        name(tracks), Joining.sequential(training, tracks),
        name(reversed), Joining.sequential(training, reversed));
  }

  private static String name(List<Track> order) {
    return String.join("_", order.stream().map(Track::name).toList());
  }

  /** All tracks' tasks in equal shares, for as many completions as the tracks have together. */
  private Track mixture(String name) {
    return Track.of(
            name,
            MixedTasks.equal(tracks),
            GroupTrack.of(setup.rates(), setup.klCoefficient()),
            tracks.get(0).evaluation(),
            setup.budget().withIterations(setup.budget().iterations() * tracks.size()))
        .withIdentity(tracks.get(0).identity());
  }

  private Joining distill(Target target, TokenShare share, From from) {
    Track mixture = mixture("distilled");
    return new DistillJoining(
        training,
        models,
        new Track(
            mixture.name(),
            mixture.tasks(),
            mixture.method(),
            mixture.evaluation(),
            setup.student(),
            mixture.identity()),
        routing(),
        DistillationConfig.of(DistillationLoss.reverseKl()).withShare(share),
        setup.rates(),
        target,
        from);
  }

  private Routing routing() {
    ImmutableMap.Builder<String, String> domains = ImmutableMap.builder();
    setup
        .tracks()
        .forEach(
            (track, learned) ->
                learned.domain().ids().forEach(id -> domains.put(MixedTasks.id(track, id), track)));
    return Routing.of(domains.buildOrThrow());
  }
}
