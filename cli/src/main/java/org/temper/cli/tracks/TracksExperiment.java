package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.temper.algorithms.distillation.DistillationConfig;
import org.temper.algorithms.distillation.DistillationLoss;
import org.temper.algorithms.distillation.TokenShare;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.run.Summary;
import org.temper.algorithms.tracks.Experts;
import org.temper.algorithms.tracks.Joining;
import org.temper.algorithms.tracks.MixedTasks;
import org.temper.algorithms.tracks.ParallelTracks;
import org.temper.algorithms.tracks.Track;
import org.temper.algorithms.tracks.TrackBudget;
import org.temper.algorithms.tracks.TrackResult;
import org.temper.algorithms.tracks.TrackTasks;
import org.temper.algorithms.tracks.TrackTraining;
import org.temper.api.Seeds;
import org.temper.api.TextCodec;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.arithmetic.BaseModel;
import org.temper.cli.rl.Demonstrations;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Trained;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.merge.Average;
import org.temper.models.merge.Dare;
import org.temper.models.merge.ExpertWeights;
import org.temper.models.merge.Slerp;
import org.temper.models.merge.TaskArithmetic;
import org.temper.models.merge.Ties;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.RewardSource;

/** PILOT. */
record TracksExperiment(
    TracksExample example, Path out, long seed, int questions, int measured, DecoderOptions decoder, double kl, double rate, double jointRate, int jointPrompts, List<JoiningName> methods, List<Double> weights) {

  void run(Summary summary) throws IOException {
    SamplingConfig sampling = SamplingConfig.defaults().withMaxNewTokens(24).withMaxRows(256);
    LanguageTracks models = new LanguageTracks(decoder, sampling);
    Path start = out.resolve("start").resolve("model");
    show(start);
    Measured measure = new Measured(example.domains(), measured, seed);
    TextCodec codec;
    try (LanguageModel model = LanguageModel.load(start, decoder)) {
      codec = model.codec();
      tracks(models, measure, codec, start, summary);
    }
  }

  private void tracks(
      LanguageTracks models, Measured measure, TextCodec codec, Path start, Summary summary)
      throws IOException {
    TrackTraining training = TrackTraining.of(models, seed);
    Map<String, Track> tracks = new LinkedHashMap<>();
    Map<String, List<String>> ids = new LinkedHashMap<>();
    example
        .tracks()
        .forEach(
            (name, learned) -> {
              List<PromptedTask<ArithmeticTask>> tasks =
                  Domain.prompted(
                      learned
                          .domain()
                          .questions(Part.TRAINING, Seeds.derive(seed, "tracks-questions"), questions),
                      codec);
              ids.put(name, tasks.stream().map(PromptedTask::id).toList());
              tracks.put(
                  name,
                  Track.of(
                      name,
                      TrackTasks.of(tasks, rewards(learned.reward(), codec)),
                      GroupTrack.of(GroupMethod.grpo(), kl, rate),
                      measure.evaluation(codec),
                      example.budget()));
            });
    List<Track> list = List.copyOf(tracks.values());
    Experts experts = ParallelTracks.of(training, list).run(start, out.resolve("tracks"));
    put(summary, models, measure, start, "start", start, 0);
    experts
        .byTrack()
        .forEach(
            (name, expert) ->
                putUnchecked(summary, models, measure, start, name, expert));
    TrackBudget joint = example.budget().withIterations(example.budget().iterations());
    Track mixed =
        Track.of(
            "mixed",
            MixedTasks.equal(list),
            GroupTrack.of(GroupMethod.grpo(), kl, rate),
            measure.evaluation(codec),
            joint);
    Path joined = out.resolve("joined");
    for (JoiningName name : methods.isEmpty() ? example.joinings() : methods) {
      ImmutableMap<String, Joining> joinings =
          switch (name) {
            case MIXED -> ImmutableMap.of("mixed", Joining.mixed(training, mixed));
            case SEQUENTIAL -> sequential(training, list);
            case AVERAGE ->
                ImmutableMap.of(
                    "average", new WeightJoining(new Average(ExpertWeights.equal()), models));
            case TASK_ARITHMETIC -> ImmutableMap.of("task_arithmetic", arithmetic(models));
            case TIES ->
                ImmutableMap.of("ties", new WeightJoining(Ties.paper(0.2, 1), models));
            case DARE ->
                ImmutableMap.of(
                    "dare", new WeightJoining(Dare.paper(0.5, seed, Dare.Sum.LINEAR, 1), models));
            case SLERP -> ImmutableMap.of("slerp", new WeightJoining(Slerp.paper(0.5), models));
            case DISTILL ->
                ImmutableMap.of(
                    "distill",
                    distill(training, models, mixed, ids, DistillJoining.Target.ROUTED, TokenShare.EQUAL_BY_DOMAIN, Experts::start));
            case DISTILL_TOKEN_MEAN ->
                ImmutableMap.of(
                    "distill_token_mean",
                    distill(training, models, mixed, ids, DistillJoining.Target.ROUTED, TokenShare.TOKEN_MEAN, Experts::start));
            case SUMMED ->
                ImmutableMap.of(
                    "summed",
                    distill(training, models, mixed, ids, DistillJoining.Target.SUMMED_REWARDS, TokenShare.TOKEN_MEAN, Experts::start));
            case SUMMED_FROM_TASK_ARITHMETIC ->
                ImmutableMap.of(
                    "summed_from_task_arithmetic",
                    distill(
                        training, models, mixed, ids,
                        DistillJoining.Target.SUMMED_REWARDS, TokenShare.TOKEN_MEAN,
                        all -> arithmetic(models).join(all, joined.resolve("task_arithmetic")).model()));
            case SFT -> ImmutableMap.of();
          };
      for (Map.Entry<String, Joining> joining : joinings.entrySet()) {
        TrackResult result =
            joining.getValue().join(experts, joined.resolve(joining.getKey()));
        put(summary, models, measure, start, joining.getKey(), result.model(), result.effort().seconds());
      }
    }
  }

  private static Joining arithmetic(LanguageTracks models) {
    return new WeightJoining(new TaskArithmetic(1, ExpertWeights.equal()), models);
  }

  private Joining distill(
      TrackTraining training,
      LanguageTracks models,
      Track mixed0,
      Map<String, List<String>> ids,
      DistillJoining.Target target,
      TokenShare share,
      DistillJoining.From from) {
    Track mixed = new Track("distill", mixed0.tasks(), mixed0.method(), mixed0.evaluation(), new TrackBudget(example.joint(), jointPrompts, 1), Map.of());
    return new DistillJoining(
        training,
        models,
        mixed,
        DistillJoining.routing(ids),
        DistillationConfig.of(DistillationLoss.reverseKl()).withShare(share),
        target,
        from, jointRate, weights);
  }

  private static ImmutableMap<String, Joining> sequential(TrackTraining training, List<Track> tracks) {
    Track a = tracks.get(0);
    Track b = tracks.get(1);
    return ImmutableMap.of(
        a.name() + "_" + b.name(), Joining.sequential(training, List.of(a, b)),
        b.name() + "_" + a.name(), Joining.sequential(training, List.of(b, a)));
  }

  private static void putUnchecked(
      Summary summary, LanguageTracks models, Measured measure, Path start, String name, TrackResult result) {
    try {
      put(summary, models, measure, start, name + "_expert", result.model(), result.effort().seconds());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void put(
      Summary summary, LanguageTracks models, Measured measure, Path start, String name, Path model, double seconds)
      throws IOException {
    measure.figures(models, model, start).forEach((figure, value) -> summary.put(name, figure, value));
    summary.put(name, "seconds", seconds);
    StringBuilder line = new StringBuilder(name);
    summary.figures().forEach((key, value) -> { if (key.startsWith(name + ".")) line.append(String.format(" %s %.3f", key.substring(name.length() + 1), value)); });
    System.err.println(line);
  }

  private static RewardSource<ArithmeticTask> rewards(Goal goal, TextCodec codec) {
    return (tasks, episodes) ->
        IntStream.range(0, tasks.size())
            .mapToDouble(i -> goal.isMet(tasks.get(i), episodes.get(i).completionText(codec)) ? 1 : 0)
            .toArray();
  }

  private void show(Path start) throws IOException {
    if (Files.isDirectory(start)) {
      return;
    }
    Origins origins = Origins.none().withModel("base", BaseModel.SHIPPED.origin());
    try (LanguageModel model = BaseModel.SHIPPED.load(decoder)) {
      Trained trained =
          Demonstrations.show(
              model, example.shown().demonstrations(seed), origins, out.resolve("start"), seed);
      model.save(start, origins.saving(LanguageTracks.RECIPE, trained.identity()));
    }
  }
}
