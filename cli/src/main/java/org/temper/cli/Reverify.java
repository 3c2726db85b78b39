package org.temper.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.api.rollouts.Verdict;
import org.temper.cli.evaluate.Finding;
import org.temper.cli.rl.DataJudge;
import org.temper.environments.traces.GeneratedTaskJudge;
import org.temper.environments.traces.Judgment;
import org.temper.environments.traces.Reverification;
import org.temper.environments.traces.Reverification.Difference;
import org.temper.environments.traces.Trace;
import org.temper.environments.traces.TracePage;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The recipe that judges stored episodes anew, without a model. */
@Command(
    name = "reverify",
    description = {
      "Judges stored episodes anew, without a model, and compares with what was stored.",
      "Tasks of generated families (sql-tools, toolbox, arithmetic and so on) are made again from"
          + " their keys; others need --verifier. Verdicts and rewards are compared to the bit: the"
          + " exit status is 1 where one differs."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Reverify implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TRACES", description = "a .jsonl file of traces")
  private Path traces;

  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      description =
          "judge by each trace's data, a text or an object with the field answer: number, exact,"
              + " contains, equation or match:REGEX (default: by each task's key)")
  private @Nullable String verifier;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write the episodes as a page to read, too")
  private @Nullable Path html;

  @Option(
      names = "--json",
      description = "print one JSON object a line for each trace, and the counts in a last one")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<Trace> shown = new ArrayList<>();
    Reverification again =
        Reverification.of(
            traces,
            judge(),
            (line, now, differences) -> {
              Trace trace = line.trace();
              out.println(json ? object(trace, now, differences) : text(trace, now, differences));
              if (html != null) {
                shown.add(trace);
              }
            });
    long different = again.traces() - again.same();
    out.println(json ? total(again, different) : sentence(again, different));
    out.flush();
    if (html != null) {
      byte[] page = TracePage.of(traces.getFileName().toString(), shown).getBytes(UTF_8);
      AtomicFiles.write(html, file -> file.write(page));
    }
    return different == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Function<Trace, Judgment> judge() {
    if (verifier != null) {
      return DataJudge.of(verifier);
    }
    Function<Trace, Judgment> generated = new GeneratedTaskJudge();
    return trace -> {
      if (!GeneratedTaskJudge.knows(trace.key().task())) {
        throw new IllegalArgumentException(
            "task: expected the key of a generated task, got "
                + trace.key().task()
                + "; --verifier judges others by their data");
      }
      return generated.apply(trace);
    };
  }

  private static String text(Trace trace, Judgment now, List<Difference> differences) {
    String verdict = now.verdict().map(Finding::label).orElse("nothing to say");
    return trace.key().task()
        + ", stream "
        + trace.key().stream()
        + ": "
        + verdict
        + (differences.isEmpty() ? ", as stored" : ", DIFFERENT: ")
        + differences.stream()
            .map(found -> found.value() + " stored " + found.stored() + ", now " + found.now())
            .collect(Collectors.joining("; "));
  }

  private static ObjectNode object(Trace trace, Judgment now, List<Difference> differences) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("task", trace.key().task()).put("stream", trace.key().stream());
    line.put("verdict", label(now.verdict())).put("stored", label(trace.verdict()));
    line.put("reward", boxed(now.rewards().total()));
    line.put("stored_reward", boxed(trace.rewards().total()));
    line.put("equal", differences.isEmpty());
    if (!differences.isEmpty()) {
      ArrayNode list = line.putArray("differences");
      differences.forEach(
          found ->
              list.addObject()
                  .put("value", found.value())
                  .put("stored", found.stored())
                  .put("now", found.now()));
    }
    return line;
  }

  private static @Nullable String label(Optional<Verdict> verdict) {
    return verdict.map(Finding::label).orElse(null);
  }

  private static @Nullable Double boxed(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }

  private static ObjectNode total(Reverification again, long different) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("traces", again.traces())
        .put("passed", again.passed())
        .put("failed", again.failed())
        .put("unverified", again.unverified())
        .put("equal", again.same())
        .put("different", different);
  }

  private static String sentence(Reverification again, long different) {
    return again.traces()
        + " traces: "
        + again.passed()
        + " passed, "
        + again.failed()
        + " failed, "
        + again.unverified()
        + " unverified; "
        + again.same()
        + " equal, "
        + different
        + " different";
  }
}
