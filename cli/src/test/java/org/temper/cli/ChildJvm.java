package org.temper.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The command of another JVM with the class path of the tests. */
final class ChildJvm {
  private ChildJvm() {}

  /** Runs a program with arguments, each as its text. */
  static List<String> command(Class<?> program, Object... arguments) {
    return Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()),
            Stream.of(arguments).map(Object::toString))
        .toList();
  }
}
