package org.temper.benchmarks;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.temper.api.Excerpt;
import org.temper.cli.Launcher;
import org.temper.models.hf.RecommenderDirectory;
import org.temper.models.recommender.RecommenderOptions;

/**
 * A worker that runs recipes one after another in one JVM, for {@code benchmarks/fuzz_readers.py}.
 *
 * <p>Each line of its input is a JSON array: the words of a command line of {@link Launcher}; or
 * {@code ["load", DIR]}, which opens a recommender; or {@code ["sql", STATEMENT]}, which DuckDB
 * runs. It answers each with a line: the exit code, what was printed on standard error, how many
 * characters on standard output, and the seconds.
 */
public final class RecipeWorker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_CHARACTERS = 4_000;
  private static final int MOST_OF_A_LINE = 300;

  private RecipeWorker() {}

  /**
   * Serves command lines until its input ends.
   *
   * @param arguments none
   * @throws IOException if a stream fails
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      answers.println(JSON.writeValueAsString(run(words(JSON.readTree(line)))));
      answers.flush();
    }
  }

  private static String[] words(JsonNode line) {
    return StreamSupport.stream(line.spliterator(), false)
        .map(JsonNode::asText)
        .toArray(String[]::new);
  }

  private static Map<String, Object> run(String[] words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    long start = System.nanoTime();
    int code = code(words);
    String complaints = err.toString(StandardCharsets.UTF_8);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("code", code);
    answer.put("err", complaints.substring(0, Math.min(complaints.length(), MOST_CHARACTERS)));
    answer.put("out", out.size());
    answer.put("seconds", (System.nanoTime() - start) * 1e-9);
    return answer;
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // a trace is what the other side looks for
  private static int code(String[] words) {
    try {
      switch (words[0]) {
        case "load" -> load(Path.of(words[1]));
        case "sql" -> sql(words[1]);
        default -> {
          return Launcher.commandLine()
              .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
              .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
              .execute(words);
        }
      }
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(Excerpt.line("error: " + e.getMessage(), MOST_OF_A_LINE));
      return 2;
    } catch (Throwable e) {
      e.printStackTrace();
      return 1;
    }
  }

  private static void load(Path directory) throws IOException {
    RecommenderDirectory.load(directory, RecommenderOptions.on(Device.cpu())).policy().close();
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statements = connection.createStatement()) {
      statements.execute(statement);
    }
  }
}
