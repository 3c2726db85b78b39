package org.temper.environments.sandbox.attacks;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.temper.environments.sandbox.Isolation;
import org.temper.environments.sandbox.Language;
import org.temper.environments.sandbox.Program;
import org.temper.environments.sandbox.RunLimits;
import org.temper.environments.sandbox.RunResult;
import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.SandboxException;
import org.temper.environments.sandbox.Sandboxes;
import org.temper.environments.sandbox.attacks.Attack.Target;
import org.temper.environments.sandbox.attacks.Trial.Containment;

/**
 * Attacks on a sandbox from a host of their own: a file, a directory and a port of this JVM, which
 * are looked at after each attack. After each a harmless program has to find the sandbox as the
 * first one did.
 */
public final class SandboxTrials implements AutoCloseable {
  private static final RunLimits LIMITS =
      new RunLimits(
          Duration.ofMillis(1500), Duration.ofSeconds(1), 256L << 20, 16, 16L << 20, 64 << 10);
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Set<String> OWN =
      Set.of("PATH", "LANG", "MALLOC_ARENA_MAX", "PYTHONHASHSEED", "PYTHONUTF8");
  private static final String SECRET = "the host's own";
  private static final String NEXT_OUTPUT = "[] 2 42\n";

  /** Lists what is left of the job before, and the processes there are. */
  private static final Program NEXT =
      Program.python(
          """
          import os
          left = [n for d in ('.', '/tmp', '/dev/shm') for n in os.listdir(d)]
          print(left, sum(n.isdigit() for n in os.listdir('/proc')), 6 * 7)
          """);

  private final Sandbox sandbox;
  private final Path directory;
  private final Path secret;
  private final ServerSocket port;

  private SandboxTrials(Sandbox sandbox, Path directory, Path secret, ServerSocket port) {
    this.sandbox = sandbox;
    this.directory = directory;
    this.secret = secret;
    this.port = port;
  }

  /**
   * Trials of one sandbox.
   *
   * @param isolation what isolates it
   * @return the trials
   * @throws IllegalArgumentException if nothing isolates it: the attacks would hit this machine
   * @throws SandboxException if the isolation does not work here
   * @throws IOException if a temporary file or a port is not to be had
   */
  public static SandboxTrials open(Isolation isolation) throws IOException {
    checkArgument(
        isolation != Isolation.UNISOLATED,
        "isolation: expected BUBBLEWRAP or UNSHARE, as the attacks would hit this machine, got %s",
        isolation);
    // One, so that the next program runs where the attack did.
    Sandbox sandbox = Sandboxes.open(isolation, 1);
    Path directory = Files.createTempDirectory("temper-host-");
    Path secret = Files.writeString(directory.resolve("secret"), SECRET);
    ServerSocket port = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
    port.setSoTimeout(1);
    return new SandboxTrials(sandbox, directory, secret, port);
  }

  /**
   * Runs an attack.
   *
   * @param attack the attack
   * @return what came of it
   * @throws IOException if the host's own files cannot be looked at
   */
  public Trial run(Attack attack) throws IOException {
    Program program =
        new Program(Language.PYTHON, attack.source(), told(attack.target()) + "\n", LIMITS);
    long start = System.nanoTime();
    RunResult result = sandbox.run(program);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    List<String> found = new ArrayList<>();
    if (time.compareTo(LIMITS.wallTime().plus(GRACE)) > 0) {
      found.add("it took longer than its limit and 1 s");
    }
    result.output().lines().filter(line -> line.startsWith("ESCAPED")).forEach(found::add);
    if (!attack.ends().isEmpty()
        && result.limit().filter(limit -> attack.ends().contains(limit)).isEmpty()) {
      found.add("expected an end by one of the limits " + attack.ends());
    }
    if (attack.ends().isEmpty() && result.limit().isPresent()) {
      found.add("expected an end by itself");
    }
    lookAtHost(found);
    RunResult next = sandbox.run(NEXT);
    if (!next.output().equals(NEXT_OUTPUT) || !next.succeeded()) {
      found.add("the next program found " + next.output().strip() + next.errors().strip());
    }
    return new Trial(
        attack.name(),
        found.isEmpty() ? Containment.CONTAINED : Containment.NOT_CONTAINED,
        ending(result),
        time,
        String.join("; ", found));
  }

  private String told(Target target) {
    return switch (target) {
      case NONE -> "";
      case PORT -> Integer.toString(port.getLocalPort());
      case FILE -> secret.toString();
      case DIRECTORY -> directory.toString();
      case ENVIRONMENT -> environment();
      case PROCESS -> Long.toString(ProcessHandle.current().pid());
    };
  }

  /** An entry of this JVM's environment that a sandbox has none of its own for. */
  private static String environment() {
    return System.getenv().entrySet().stream()
        .filter(entry -> !entry.getValue().contains("\n"))
        .filter(entry -> !OWN.contains(entry.getKey()))
        .map(Object::toString)
        .max(Comparator.comparing(String::length))
        .orElse(SECRET);
  }

  private void lookAtHost(List<String> found) throws IOException {
    if (!Files.readString(secret).equals(SECRET)) {
      found.add("the host's file was changed");
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (!file.equals(secret)) {
          found.add("the host's directory was written to: " + file.getFileName());
        }
      }
    }
    try {
      port.accept().close();
      found.add("the host got a connection");
    } catch (SocketTimeoutException e) {
      // As it should be.
    }
  }

  private static String ending(RunResult result) {
    return result
        .limit()
        .map(limit -> "limit: " + limit.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .orElseGet(() -> "exit " + result.exit().orElse(-1));
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
    port.close();
    Files.deleteIfExists(directory.resolve("written"));
    Files.deleteIfExists(secret);
    Files.deleteIfExists(directory);
  }
}
