package org.temper.cli.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.reflect.TypeToken;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.Inapplicable;
import org.temper.environments.Task;
import org.temper.environments.sql.SqlEnvironment;
import org.temper.environments.sql.SqlTasks;
import org.temper.environments.toolbox.ToolboxEnvironment;
import org.temper.environments.toolbox.ToolboxTasks;
import org.temper.environments.tools.ToolEpisode;
import org.temper.environments.tools.ToolLimits;
import org.temper.environments.tools.Toolbox;
import org.temper.samplers.calls.NamedClass;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for tools that a model may call in a conversation. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ToolOptions {
  private static final String NAME = "--tools";
  private static final String SQL = "sql";
  private static final String TOOLBOX = "toolbox";
  private static final double MOST_SECONDS = 3600;

  @Option(
      names = NAME,
      paramLabel = "CLASS",
      description =
          "what the model may call: a class on the class path, its public methods annotated with"
              + " @Tool or those of a Toolbox; or, shipped, sql (generated tables to query) or"
              + " toolbox (several small tools) (default: none)")
  private @Nullable String tools;

  @Option(
      names = "--turns",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "most turns of the model for one message, all but the last with calls of --tools (default:"
              + " ${DEFAULT-VALUE})")
  private int turns;

  @Option(
      names = "--call-seconds",
      paramLabel = "X",
      defaultValue = "10",
      description = "longest that one call of --tools may take (default: ${DEFAULT-VALUE})")
  private double callSeconds;

  /**
   * The tools.
   *
   * @param spec the command, parsed
   * @param seed decides what the shipped ones hold
   * @return the tools; empty where none were asked for
   * @throws IllegalArgumentException if the class is missing or has no constructor without
   *     arguments, or an option does not apply or is out of its range
   */
  public Optional<ToolKit> kit(CommandSpec spec, long seed) {
    if (tools == null) {
      Inapplicable.check(spec, "without " + NAME, "--turns", "--call-seconds");
      return Optional.empty();
    }
    checkArgument(turns >= 1, "--turns: expected at least 1, got %s", turns);
    checkArgument(
        callSeconds >= 0.001 && callSeconds <= MOST_SECONDS,
        "--call-seconds: expected 0.001 to %s, got %s",
        MOST_SECONDS,
        callSeconds);
    ToolLimits limits =
        ToolLimits.defaults()
            .withTurns(turns)
            .withCallTime(Duration.ofMillis(Math.round(1000 * callSeconds)));
    return Optional.of(new ToolKit(toolboxes(tools, seed), limits));
  }

  private static Supplier<Toolbox> toolboxes(String name, long seed) {
    return switch (name) {
      case SQL -> () -> named(() -> begun(new SqlEnvironment(), SqlTasks.of(seed, 1).task(0)));
      case TOOLBOX -> () -> begun(new ToolboxEnvironment(), ToolboxTasks.of(seed, 1).task(0));
      default -> {
        Supplier<Object> objects =
            named(() -> NamedClass.find(name).maker(TypeToken.of(Object.class)));
        yield () -> named(() -> Toolbox.of(objects.get()));
      }
    };
  }

  private static <T> Toolbox begun(ToolEpisode<T> episode, Task<T> task) {
    episode.reset(task);
    return Toolbox.of(episode);
  }

  /** What is made of a class, or an error that names the option. */
  private static <T> T named(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IllegalArgumentException(NAME + ": " + e.getMessage(), e);
    }
  }
}
