package org.temper.cli.tracks;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.Multimaps;
import com.google.common.collect.SetMultimap;
import com.google.common.io.Closer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.temper.algorithms.tracks.TrackBudget;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.rl.NamedVerifiers;
import org.temper.cli.rl.TextTasks;
import org.temper.cli.training.LearningRates;
import org.temper.data.JsonFile;
import org.temper.data.PromptCompletion;
import org.temper.data.Split;
import org.temper.models.decoder.DecoderOptions;
import org.temper.samplers.rewards.RewardSource;

/**
 * A file that names tracks on data of the user's own, and how they are joined.
 *
 * @param tracks at least two
 * @param joinings names of {@link JoiningName} in lower case
 * @param iterations rounds of each track
 * @param prompts prompts of a round
 * @param groupSize completions of each prompt
 * @param studentIterations rounds of a distilled student
 * @param klCoefficient how much a track is held to its start
 * @param maxNewTokens most tokens of a completion
 * @param heldOut tasks of each file to measure on
 */
public record TracksFile(
    List<NamedTrack> tracks,
    List<String> joinings,
    int iterations,
    int prompts,
    int groupSize,
    int studentIterations,
    double klCoefficient,
    int maxNewTokens,
    int heldOut) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]+");

  /** What the library says of itself behind what is wrong. */
  private static final Pattern LIBRARY =
      Pattern.compile(";? \\(?`DeserializationFeature.*", Pattern.DOTALL);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a setting is out of its range; the message names it
   */
  public TracksFile {
    tracks = List.copyOf(tracks);
    joinings = List.copyOf(joinings);
    checkArgument(tracks.size() >= 2, "tracks: expected at least 2, got %s", tracks.size());
    for (NamedTrack track : tracks) {
      checkArgument(
          NAME.matcher(track.name()).matches() && !track.name().equals(Measured.BOTH),
          "tracks: expected names of lower-case letters, digits and _ other than %s, got %s",
          Measured.BOTH,
          Excerpt.of(track.name()));
    }
    List<String> names = tracks.stream().map(NamedTrack::name).toList();
    checkArgument(
        names.stream().distinct().count() == names.size(),
        "tracks: expected names of their own, got %s",
        names);
    checkArgument(
        klCoefficient >= 0 && Double.isFinite(klCoefficient),
        "kl_coefficient: expected a finite number of at least 0, got %s",
        klCoefficient);
    checkArgument(maxNewTokens >= 1, "max_new_tokens: expected at least 1, got %s", maxNewTokens);
    checkArgument(heldOut >= 1, "held_out: expected at least 1, got %s", heldOut);
    checkArgument(
        prompts % tracks.size() == 0,
        "prompts: expected a multiple of %s, the number of tracks, so that mixtures have exact"
            + " shares, got %s",
        tracks.size(),
        prompts);
  }

  /**
   * Reads a file.
   *
   * @param file the file, JSON
   * @return its settings
   * @throws IllegalArgumentException if a field is missing, unknown or out of its range
   * @throws IOException if it cannot be read
   */
  public static TracksFile read(Path file) throws IOException {
    try {
      return JSON.treeToValue(JsonFile.read(file), TracksFile.class);
    } catch (JsonProcessingException e) {
      if (e instanceof InvalidTypeIdException) {
        throw new IllegalArgumentException(file + ": " + NamedTrack.EXPECTED, e);
      }
      Throwable cause = e.getCause();
      throw new IllegalArgumentException(
          file
              + ": "
              + (cause instanceof IllegalArgumentException
                  ? cause.getMessage()
                  : Excerpt.of(LIBRARY.matcher(e.getOriginalMessage()).replaceAll(""), 300)),
          e);
    }
  }

  /**
   * The settings with their data. Tracks of one file of tasks are measured on the same tasks, and
   * {@code both} is the share that meets all of their goals; otherwise it is the mean of all goals.
   *
   * @param beside the directory that data is looked for in
   * @param seed decides which tasks are held out
   * @param learned the open models of tracks that models reward, by track
   * @return the setup
   * @throws IllegalArgumentException if a verifier, a joining or a file of tasks cannot be had
   */
  public TracksSetup setup(Path beside, long seed, Map<String, LearnedGoal> learned) {
    SetMultimap<String, NamedTrack> byData = LinkedHashMultimap.create();
    tracks.forEach(track -> byData.put(track.data(), track));
    Map<String, Domain<PromptCompletion>> domains = new LinkedHashMap<>();
    for (Map.Entry<String, Set<NamedTrack>> data : Multimaps.asMap(byData).entrySet()) {
      domains.put(
          data.getKey(),
          domain(
              "data_" + (domains.size() + 1),
              beside.resolve(data.getKey()),
              data.getValue(),
              learned,
              seed));
    }
    ImmutableMap.Builder<String, TracksSetup.Learned> trained = ImmutableMap.builder();
    for (NamedTrack track : tracks) {
      Domain<PromptCompletion> domain = domains.get(track.data());
      checkArgument(domain != null, "data: expected tasks of %s, got none", track.name());
      trained.put(track.name(), new TracksSetup.Learned(domain, track.name()));
    }
    return new TracksSetup(
        trained.buildOrThrow(),
        new TrackBudget(iterations, prompts, groupSize),
        new TrackBudget(studentIterations, prompts, groupSize),
        LearningRates.REINFORCEMENT,
        klCoefficient,
        maxNewTokens,
        joinings.stream().map(TracksFile::joining).toList());
  }

  private Domain<PromptCompletion> domain(
      String name,
      Path data,
      Collection<NamedTrack> judged,
      Map<String, LearnedGoal> learned,
      long seed) {
    ImmutableMap.Builder<String, Verifier<PromptCompletion>> goals = ImmutableMap.builder();
    ImmutableMap.Builder<String, RewardSource<PromptCompletion>> rewards = ImmutableMap.builder();
    Optional<Verifier<PromptCompletion>> all = Optional.empty();
    for (NamedTrack track : judged) {
      Verifier<PromptCompletion> goal =
          track instanceof NamedTrack.Verified verified
              ? verifier(verified)
              : requireNonNull(learned.get(track.name()));
      if (goal instanceof LearnedGoal models) {
        rewards.put(track.name(), models.rewards());
      }
      goals.put(track.name(), goal);
      all = Optional.of(all.map(before -> Forms.both(before, goal)).orElse(goal));
    }
    if (judged.size() == tracks.size()) {
      all.ifPresent(every -> goals.put(Measured.BOTH, every));
    }
    List<PromptCompletion> tasks = tasks(data, judged);
    Split<PromptCompletion> split =
        Split.grouped(tasks, PromptCompletion::prompt, Math.min(heldOut, tasks.size() / 2), seed);
    return new Domain<>(
        name,
        new QuestionPlay(),
        split.train(),
        split.heldOut(),
        goals.buildOrThrow(),
        rewards.buildOrThrow());
  }

  private static List<PromptCompletion> tasks(Path data, Collection<NamedTrack> judged) {
    if (judged.stream().anyMatch(NamedTrack.Judged.class::isInstance)) {
      return TextTasks.readAnswered(data);
    }
    return TextTasks.read(
        data, judged.stream().map(track -> ((NamedTrack.Verified) track).verifier()).toList());
  }

  private static Verifier<PromptCompletion> verifier(NamedTrack.Verified track) {
    return NamedVerifiers.of(track.verifier())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "verifier: expected a name that grpo --verifier takes for "
                        + track.name()
                        + ", got "
                        + Excerpt.of(track.verifier())));
  }

  private static JoiningName joining(String name) {
    for (JoiningName known : JoiningName.values()) {
      if (known.label().equals(name.toLowerCase(Locale.ROOT))) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "joinings: expected names of "
            + List.of(JoiningName.values())
            + " in lower case, got "
            + Excerpt.of(name));
  }

  /**
   * What rewards are and what is measured on, which tracks state beside their tasks.
   *
   * @param setup these settings with their data
   * @param learned the open models of tracks that models reward, by track
   * @return by name
   */
  public Map<String, String> identity(TracksSetup setup, Map<String, LearnedGoal> learned) {
    ImmutableMap.Builder<String, String> identity = ImmutableMap.builder();
    for (NamedTrack track : tracks) {
      if (track instanceof NamedTrack.Verified verified) {
        identity.put("verifier." + track.name(), verified.verifier());
      }
    }
    learned.values().forEach(goal -> identity.putAll(goal.identity()));
    setup.domains().forEach(domain -> identity.putAll(domain.identity()));
    return identity.buildOrThrow();
  }

  /**
   * Opens the models of tracks that models reward.
   *
   * @param beside the directory that they are looked for in
   * @param vocabularySize of the policy
   * @param decoder how they compute
   * @param open closes them
   * @return by track; none where programs reward all of them
   * @throws IllegalArgumentException if one is no reward model, or has another vocabulary than the
   *     policy that it rewards
   * @throws IOException if a file cannot be read
   */
  public ImmutableMap<String, LearnedGoal> open(
      Path beside, long vocabularySize, DecoderOptions decoder, Closer open) throws IOException {
    ImmutableMap.Builder<String, LearnedGoal> learned = ImmutableMap.builder();
    for (NamedTrack track : tracks) {
      if (track instanceof NamedTrack.Judged judged) {
        learned.put(
            track.name(), open.register(LearnedGoal.open(judged, beside, vocabularySize, decoder)));
      }
    }
    return learned.buildOrThrow();
  }
}
