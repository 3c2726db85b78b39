package org.temper.environments.sandbox;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of a pool: a temporary directory of its own, with what runs inside sandboxes. */
final class SandboxFiles implements AutoCloseable {
  private static final List<String> SCRIPTS =
      List.of("confinement.py", "fork_server.py", "python_job.py");
  private static final List<String> CLASSES =
      List.of(
          "ProgramRunner",
          "ProgramRunner$Classes",
          "SourceCompiler",
          "SourceCompiler$Source",
          "SourceCompiler$Output",
          "SourceCompiler$Classes",
          "SourceCompiler$Compilation");

  private final Path directory;

  private SandboxFiles(Path directory) {
    this.directory = directory;
  }

  /** Writes them into a new directory. */
  static SandboxFiles write() {
    SandboxFiles files;
    try {
      files = new SandboxFiles(Files.createTempDirectory("temper-sandbox-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      for (String script : SCRIPTS) {
        copy(script, files.programs().resolve(script));
      }
      for (String type : CLASSES) {
        String name = "jvm/" + type + ".class";
        copy(
            name,
            files
                .programs()
                .resolve(SandboxFiles.class.getPackageName().replace('.', '/'))
                .resolve(name));
      }
      Files.createDirectory(files.root());
      return files;
    } catch (IOException e) {
      files.close();
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(String resource, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (InputStream in = SandboxFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the resource " + resource + " of Temper is missing");
      }
      Files.copy(in, file);
    }
  }

  /** The directory of scripts and classes, which sandboxes see. */
  Path programs() {
    return directory.resolve("programs");
  }

  /** An empty directory, for whoever needs one to mount on. */
  Path root() {
    return directory.resolve("root");
  }

  /** A new directory for the jobs of a sandbox that does not isolate. */
  Path newWork() {
    try {
      return Files.createTempDirectory(directory, "work-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new file for what a sandbox itself complains of. */
  Path newLog() {
    try {
      return Files.createTempFile(directory, "sandbox-", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
