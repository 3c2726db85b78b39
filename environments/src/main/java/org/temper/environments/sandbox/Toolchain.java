package org.temper.environments.sandbox;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs of this machine that sandboxes are made of.
 *
 * @param python the interpreter
 * @param pythonFiles the directory that it was installed in
 * @param java the directory of the JDK that this JVM runs on; empty where it is none
 */
record Toolchain(Path python, Path pythonFiles, Optional<Path> java) {
  private static final Splitter PATHS = Splitter.on(File.pathSeparatorChar);
  private static final long PATIENCE_SECONDS = 20;

  /** Says where it is where it can run the fork server, and fails otherwise. */
  private static final String PROBE =
      "import sys, os, ctypes; assert sys.version_info >= (3, 9);"
          + " print(os.path.realpath(sys.executable)); print(os.path.realpath(sys.base_prefix))";

  /**
   * Finds them.
   *
   * @return what there is
   * @throws SandboxException if there is no Python 3.9 or later
   */
  static Toolchain find() {
    for (Path candidate : pythons()) {
      List<String> found = probe(candidate);
      if (found.size() == 2) {
        return new Toolchain(Path.of(found.get(0)), Path.of(found.get(1)), jdk());
      }
    }
    throw new SandboxException(
        "python3: expected Python 3.9 or later with ctypes on the PATH, got none; install it"
            + " (apt-get install python3)");
  }

  /** Where a command is on the PATH. */
  static Optional<Path> command(String name) {
    return path().map(directory -> directory.resolve(name)).filter(Files::isExecutable).findFirst();
  }

  private static Stream<Path> path() {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.concat(
        PATHS.splitToStream(path).filter(part -> part.startsWith("/")).map(Path::of),
        Stream.of(Path.of("/usr/bin"), Path.of("/bin")));
  }

  /** That of the system first, as it needs no further files. */
  private static Set<Path> pythons() {
    Set<Path> candidates = new LinkedHashSet<>();
    candidates.add(Path.of("/usr/bin/python3"));
    path().map(directory -> directory.resolve("python3")).forEach(candidates::add);
    candidates.removeIf(candidate -> !Files.isExecutable(candidate));
    return candidates;
  }

  private static List<String> probe(Path python) {
    try {
      Process process =
          new ProcessBuilder(python.toString(), "-S", "-s", "-c", PROBE)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? output.lines().toList() : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static Optional<Path> jdk() {
    try {
      Path home = Path.of(System.getProperty("java.home")).toRealPath();
      return Optional.of(home).filter(java -> Files.isExecutable(java.resolve("bin/javac")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The paths outside of {@code /usr} that the JDK reads.
   *
   * @param home its directory
   * @return the directory, and the files that links in it lead to
   */
  static List<Path> javaFiles(Path home) {
    List<Path> files = new ArrayList<>();
    files.add(home);
    for (String part : List.of("conf", "lib")) {
      try (Stream<Path> paths = Files.walk(home.resolve(part))) {
        for (Path path : paths.filter(Files::isSymbolicLink).filter(Files::exists).toList()) {
          files.add(path.toRealPath());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    files.removeIf(file -> file.startsWith("/usr") || (file != home && file.startsWith(home)));
    return files;
  }
}
