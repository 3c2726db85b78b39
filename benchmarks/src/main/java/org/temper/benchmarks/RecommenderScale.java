package org.temper.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A benchmark of how the cost of a recommender grows: time and peak resident memory of an HSTU
 * update and of a query for the best items, over the catalog's size and the number of interactions
 * in a batch. Each measurement is a process of its own, so that a peak belongs to it alone. Linux
 * alone.
 *
 * <p>Writes {@code scale.csv} and {@code scale.md}.
 */
@Command(name = "recommender-scale", mixinStandardHelpOptions = true)
public final class RecommenderScale implements Callable<Integer> {
  private static final String RESULT = "measured: ";

  @Option(names = "--out", description = "folder of the results (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("benchmarks/target/scale");

  @Option(names = "--items", split = ",", description = "catalog sizes")
  private List<Integer> items = List.of(10_000, 100_000, 1_000_000);

  @Option(names = "--factors", split = ",", description = "multiples of the users in a batch")
  private List<Integer> factors = List.of(1, 2, 4);

  @Option(names = "--step-users", description = "users in an update at factor 1")
  private int stepUsers = 32;

  @Option(names = "--query-users", description = "users in a query at factor 1")
  private int queryUsers = 4;

  @Option(names = "--batches", description = "timed batches of each measurement")
  private int batches = 7;

  @Option(names = "--threads", description = "threads of each process")
  private int threads = 2;

  @Option(names = "--cell", hidden = true, description = "measure here: work,items,users")
  private @Nullable String cell;

  /**
   * Measures.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RecommenderScale()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkArgument(batches >= 1, "batches: expected at least 1, got %s", batches);
    if (cell != null) {
      List<String> fields = Splitter.on(',').splitToList(cell);
      System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
      System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
      ScaleCell here =
          new ScaleCell(
              ScaleCell.Work.valueOf(fields.get(0)),
              Integer.parseInt(fields.get(1)),
              Integer.parseInt(fields.get(2)));
      System.out.println(RESULT + here.measure(batches).csv());
      return 0;
    }
    List<ScaleCell.Measurement> measured = new ArrayList<>();
    for (ScaleCell.Work work : ScaleCell.Work.values()) {
      int users = work == ScaleCell.Work.STEP ? stepUsers : queryUsers;
      for (int size : items) {
        for (int factor : factors) {
          measured.add(apart(new ScaleCell(work, size, users * factor)));
          System.out.println(measured.get(measured.size() - 1).csv());
        }
      }
    }
    Files.createDirectories(out);
    write("scale.csv", csv(measured));
    String table = markdown(measured);
    write("scale.md", table);
    System.out.print(table);
    return 0;
  }

  /** Measures in a process like this one. */
  private ScaleCell.Measurement apart(ScaleCell wanted) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(RecommenderScale.class.getName());
    command.add("--cell=" + wanted.work() + "," + wanted.items() + "," + wanted.users());
    command.add("--batches=" + batches);
    command.add("--threads=" + threads);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(
            Map.of(
                "OMP_NUM_THREADS", Integer.toString(threads),
                "MKL_NUM_THREADS", Integer.toString(threads)));
    Process process = builder.start();
    List<String> lines;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines = reader.lines().filter(line -> line.startsWith(RESULT)).toList();
    }
    int status = process.waitFor();
    if (status != 0 || lines.size() != 1) {
      throw new IOException(
          wanted + ": expected a measurement, got status " + status + " and " + lines);
    }
    return ScaleCell.Measurement.parse(lines.get(0).substring(RESULT.length()));
  }

  private static String csv(List<ScaleCell.Measurement> measured) {
    return Stream.concat(
            Stream.of(ScaleCell.Measurement.HEADER),
            measured.stream().map(ScaleCell.Measurement::csv))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Growth is against the first measurement of the same work. */
  private static String markdown(List<ScaleCell.Measurement> measured) {
    StringBuilder table =
        new StringBuilder(
            """
            | work | items | interactions | ms | × | ms a user | peak, MiB | before, MiB |
            |---|---:|---:|---:|---:|---:|---:|---:|
            """);
    for (ScaleCell.Measurement each : measured) {
      double first =
          measured.stream()
              .filter(other -> other.cell().work() == each.cell().work())
              .findFirst()
              .orElseThrow()
              .seconds();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,d | %,.1f | %.2f | %,.2f | %,.0f | %,.0f |%n",
              each.cell().work().name().toLowerCase(Locale.ROOT),
              each.cell().items(),
              each.cell().users() * ScaleCell.EVENTS,
              1e3 * each.seconds(),
              each.seconds() / first,
              1e3 * each.seconds() / each.cell().users(),
              each.peak(),
              each.before()));
    }
    return table.toString();
  }

  private void write(String name, String text) throws IOException {
    Path partial = out.resolve(name + ".partial");
    Files.writeString(partial, text);
    Files.move(partial, out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
