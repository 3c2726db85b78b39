package org.temper.environments.sandbox.attacks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.temper.environments.sandbox.RunResult.Limit;

/**
 * A program that tries to harm whoever runs it. It prints a line that begins with {@code ESCAPED}
 * for whatever it succeeds in.
 *
 * @param name what it does
 * @param source its text, in Python
 * @param target what it is told on standard input
 * @param ends the limits that it has to run into, one of them; none where it has to end by itself
 */
public record Attack(String name, String source, Target target, ImmutableSet<Limit> ends) {

  /** What an attack is told of the host. */
  public enum Target {
    /** Nothing. */
    NONE,
    /** The port that the host listens on. */
    PORT,
    /** A file of the host that nobody else should read. */
    FILE,
    /** A directory that the host's user writes to. */
    DIRECTORY,
    /** A word of the host's environment. */
    ENVIRONMENT,
    /** The host's process. */
    PROCESS
  }

  /**
   * All attacks.
   *
   * @return those of the project's list, and some more
   */
  public static ImmutableList<Attack> all() {
    return ImmutableList.of(
        of("endless loop", Target.NONE, Limit.CPU_TIME, Limit.WALL_TIME),
        of("sleep", Target.NONE, Limit.WALL_TIME),
        of("fork bomb", Target.NONE, Limit.PROCESSES),
        of("allocation", Target.NONE, Limit.MEMORY),
        of("allocation by many", Target.NONE, Limit.MEMORY),
        of("output", Target.NONE, Limit.OUTPUT),
        of("file", Target.NONE, Limit.FILE_SIZE),
        of("many files", Target.NONE),
        of("kernel memory", Target.NONE),
        of("network", Target.PORT),
        of("host files", Target.FILE),
        of("host environment", Target.ENVIRONMENT),
        of("write outside", Target.DIRECTORY),
        of("symlink escape", Target.FILE),
        of("kill parent", Target.PROCESS),
        of("kill fork server", Target.NONE),
        of("daemonized child", Target.NONE),
        of("zombie flood", Target.NONE, Limit.PROCESSES, Limit.CPU_TIME, Limit.WALL_TIME),
        of("binary output", Target.NONE),
        of("ptrace", Target.NONE),
        of("host processes", Target.PROCESS));
  }

  private static Attack of(String name, Target target, Limit... ends) {
    String resource = name.replace(' ', '_').toLowerCase(Locale.ROOT) + ".py";
    try {
      return new Attack(
          name,
          Resources.toString(Resources.getResource(Attack.class, resource), StandardCharsets.UTF_8),
          target,
          ImmutableSet.copyOf(ends));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
