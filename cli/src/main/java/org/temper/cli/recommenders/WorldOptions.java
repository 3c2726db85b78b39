package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.Seeds;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.interactions.simulation.SimulatedWorld;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for the simulated worlds that methods are compared in. */
final class WorldOptions {
  private static final String ALL = "all";
  private static final int USUAL = 5;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      split = ",",
      description =
          "compare in worlds of these kinds, or of all, each drawn anew: items, users and logs; see"
              + " --presets")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--worlds",
      paramLabel = "N",
      description = "with --preset: how many worlds of each kind (default: 5)")
  private @Nullable Integer worlds;

  @Option(names = "--presets", description = "list the kinds of worlds, and do nothing else")
  private boolean listed;

  /** Whether worlds were asked for. */
  boolean isGiven() {
    return !names.isEmpty();
  }

  /** Whether the kinds are to be listed. */
  boolean isListed() {
    return listed;
  }

  /** Refuses what has no effect. */
  void check(CommandSpec spec) {
    if (isGiven()) {
      Inapplicable.check(spec, "beside --preset", "--sweep");
      OptionLimits.atLeast("--worlds", 1, worlds());
      presets();
    } else {
      Inapplicable.check(spec, "without --preset", "--worlds");
    }
  }

  /** The kinds that were asked for, in the order of their list. */
  ImmutableList<SimulatedWorld> presets() {
    List<String> known =
        Arrays.stream(SimulatedWorld.values()).map(SimulatedWorld::figureName).toList();
    for (String name : names) {
      checkArgument(
          known.contains(name) || name.equals(ALL),
          "--preset: expected some of %s, or all, got %s",
          known,
          Excerpt.of(name));
    }
    return Arrays.stream(SimulatedWorld.values())
        .filter(world -> names.contains(ALL) || names.contains(world.figureName()))
        .collect(ImmutableList.toImmutableList());
  }

  int worlds() {
    return worlds == null ? USUAL : worlds;
  }

  /** The seed of a world; those of one seed have none in common with those of another. */
  static long seed(long seed, SimulatedWorld preset, int world) {
    return Seeds.derive(seed, "simulated-world-" + preset.figureName(), world) >>> 1;
  }

  /** A line for each kind. */
  static String list() {
    int width =
        Arrays.stream(SimulatedWorld.values())
            .mapToInt(world -> world.figureName().length())
            .max()
            .orElseThrow();
    return Arrays.stream(SimulatedWorld.values())
        .map(
            world ->
                world.figureName()
                    + " ".repeat(width + 2 - world.figureName().length())
                    + world.description())
        .collect(Collectors.joining("\n"));
  }
}
