package org.temper.benchmarks;

import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.temper.environments.sandbox.Isolation;
import org.temper.environments.sandbox.Language;
import org.temper.environments.sandbox.Program;
import org.temper.environments.sandbox.RunLimits;
import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.Sandboxes;

/**
 * The cost of a job through the pool of sandboxes, beside {@code python3 -c}: rounds of both by
 * turns, on so many threads, and what so many jobs leave.
 */
public final class SandboxJobs {
  private static final String SOURCE = "import json\nprint(sum(i * i for i in range(100)))\n";
  private static final String JAVA_SOURCE =
      "class Sum { public static void main(String[] args) { System.out.println("
          + "java.util.stream.IntStream.range(0, 100).map(i -> i * i).sum()); } }";
  private static final int JAVA_JOBS = 20;
  private static final String OUTPUT = "328350\n";
  private static final int ROUNDS = 5;
  private static final Splitter WORDS = Splitter.on(' ');
  private static final int PAGE_BYTES = 4096;

  private SandboxJobs() {}

  /**
   * Measures.
   *
   * @param args the isolation, the jobs through the pool, and the threads
   * @throws Exception if a job fails
   */
  public static void main(String[] args) throws Exception {
    Isolation isolation = Isolation.valueOf(args[0].toUpperCase(Locale.ROOT));
    int jobs = Integer.parseInt(args[1]) / ROUNDS;
    int threads = Integer.parseInt(args[2]);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Sandbox sandbox = Sandboxes.open(isolation, threads)) {
      measure(pool, threads, 50, () -> sandboxed(sandbox, Language.PYTHON, SOURCE));
      measure(pool, threads, 10, SandboxJobs::bare);
      long processes = ProcessHandle.current().descendants().count();
      long bytes = residentBytes();
      for (int round = 0; round < ROUNDS; round++) {
        double ours =
            measure(pool, threads, jobs, () -> sandboxed(sandbox, Language.PYTHON, SOURCE));
        double bare = measure(pool, threads, jobs / 4, SandboxJobs::bare);
        print(
            "sandbox %.2f ms, python3 -c %.2f ms a job and core: %.2f x", ours, bare, bare / ours);
      }
      print(
          "after %d jobs: processes %d -> %d, resident %.1f -> %.1f MB",
          jobs * ROUNDS,
          processes,
          ProcessHandle.current().descendants().count(),
          bytes / 1e6,
          residentBytes() / 1e6);
      Runnable java = () -> sandboxed(sandbox, Language.JAVA, JAVA_SOURCE);
      measure(pool, threads, JAVA_JOBS, java);
      print("Java: %.0f ms a job and core", measure(pool, threads, JAVA_JOBS, java));
    } finally {
      pool.shutdown();
    }
    print("after the end: processes %d", ProcessHandle.current().descendants().count());
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  /** Milliseconds of a thread that a job takes. */
  private static double measure(ExecutorService pool, int threads, int jobs, Runnable job)
      throws Exception {
    long start = System.nanoTime();
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      futures.add(pool.submit(job));
    }
    for (Future<?> future : futures) {
      future.get();
    }
    return (System.nanoTime() - start) / 1e6 / jobs * threads;
  }

  private static void sandboxed(Sandbox sandbox, Language language, String source) {
    Program program = new Program(language, source, "", RunLimits.defaults());
    String output = sandbox.run(program).output();
    checkState(output.equals(OUTPUT), "expected %s, got %s", OUTPUT, output);
  }

  private static void bare() {
    try {
      Process process = new ProcessBuilder("/usr/bin/python3", "-c", SOURCE).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      checkState(process.waitFor() == 0 && output.equals(OUTPUT), "python3 -c failed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long residentBytes() throws IOException {
    long pages = 0;
    for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
      Path file = Path.of("/proc", Long.toString(process.pid()), "statm");
      pages += Long.parseLong(WORDS.splitToList(Files.readString(file)).get(1));
    }
    return pages * PAGE_BYTES;
  }
}
